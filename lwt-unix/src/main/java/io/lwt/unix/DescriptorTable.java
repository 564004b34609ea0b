package io.lwt.unix;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The descriptors that are open on a loop, by number. */
final class DescriptorTable {
  private @Nullable Descriptor[] descriptors = new Descriptor[64];

  void add(Descriptor descriptor) {
    int number = descriptor.number();
    if (number >= descriptors.length) {
      descriptors = Arrays.copyOf(descriptors, Math.max(number + 1, descriptors.length * 2));
    }
    descriptors[number] = descriptor;
  }

  void remove(Descriptor descriptor) {
    descriptors[descriptor.number()] = null;
  }

  void closeAll() {
    for (Descriptor descriptor : descriptors.clone()) {
      if (descriptor != null) {
        descriptor.close();
      }
    }
  }
}
