package io.lwt.benchmarks.page;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.StringWriter;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.RectangleInsets;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Makes charts look alike, and writes them as SVG, whose text is text. The ground is white, for pages with dark ones
 * too.
 */
final class Drawing {
  static final Color INK = new Color(0x1F2328);
  static final Color GRID = new Color(0xD1D9E0);
  static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

  private static final int WIDTH = 820;
  private static final int MARGIN = 12;

  static {
    TextUtils.setUseDrawRotatedStringWorkaround(false); // which draws letters as shapes
  }

  private Drawing() {}

  /** A chart of a plot, with a legend. */
  static JFreeChart chart(Plot plot) {
    var chart = new JFreeChart(null, FONT, plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(MARGIN, MARGIN, MARGIN, MARGIN));
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlineVisible(false);
    chart.getLegend().setItemFont(FONT);
    chart.getLegend().setItemPaint(INK);
    chart.getLegend().setFrame(BlockBorder.NONE);
    return chart;
  }

  /** The chart as a document. */
  static String svg(JFreeChart chart, int height) {
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument("http://www.w3.org/2000/svg", "svg", null);
      var context = SVGGeneratorContext.createDefault(document);
      context.setComment(null);
      var graphics = new SVGGraphics2D(context, false);
      graphics.setSVGCanvasSize(new Dimension(WIDTH, height));
      chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height));
      Element root = graphics.getRoot();
      root.setAttribute("viewBox", "0 0 " + WIDTH + " " + height);
      return text(root);
    } catch (ParserConfigurationException | TransformerException e) {
      throw new IllegalStateException("this JDK cannot write XML", e);
    }
  }

  private static String text(Element root) throws TransformerException {
    Transformer transformer = TransformerFactory.newInstance().newTransformer();
    transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
    transformer.setOutputProperty(OutputKeys.INDENT, "yes");
    var writer = new StringWriter();
    transformer.transform(new DOMSource(root), new StreamResult(writer));
    return writer.toString();
  }
}
