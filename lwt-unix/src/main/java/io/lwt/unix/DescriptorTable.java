package io.lwt.unix;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The descriptors that are open on a loop, by number: one that was opened anew has two. */
final class DescriptorTable {
  private @Nullable Descriptor[] descriptors = new Descriptor[64];

  void add(int number, Descriptor descriptor) {
    if (number >= descriptors.length) {
      descriptors = Arrays.copyOf(descriptors, Math.max(number + 1, descriptors.length * 2));
    }
    descriptors[number] = descriptor;
  }

  void remove(int number) {
    descriptors[number] = null;
  }

  boolean contains(int number) {
    return number >= 0 && number < descriptors.length && descriptors[number] != null;
  }

  /** Each once. */
  List<Descriptor> all() {
    return Arrays.stream(descriptors).filter(Objects::nonNull).distinct().toList();
  }

  void closeAll() {
    for (Descriptor descriptor : descriptors.clone()) {
      if (descriptor != null) {
        descriptor.release();
      }
    }
  }
}
