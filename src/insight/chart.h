// Small charts as SVG, for simulations and reports: lines and stacked bars over a row of labels, several panels below
// each other. One file without scripts, fonts or links; dark ink on white, so that it prints; the colours are Okabe and
// Ito's, which the colour-blind tell apart, and lines differ in their dashes as well. Every text is escaped.
#pragma once

#include <string>
#include <vector>

namespace dunmail {

struct ChartSeries {
  std::string name;
  std::vector<double> values;  ///< one for each label of the panel; fewer: the rest is not drawn
};

struct ChartPanel {
  enum class Kind { lines, stacked_bars } kind = Kind::lines;
  std::string title;  ///< what is shown
  std::string unit;   ///< of the values: "letters a week", "CNY million"
  std::vector<std::string>
      labels;  ///< along the axis, in order; all of up to twelve bars, else as many as there is room for
  std::vector<ChartSeries> series;  ///< the first twelve have colours of their own; a single one has no legend
  double top = 0;                   ///< the axis reaches at least so far: makes panels comparable
};

struct Chart {
  std::string title, subtitle;
  std::vector<ChartPanel> panels;
  std::string footnote;
  int width = 960, panel_height = 260;  ///< pixels
};

std::string to_svg(const Chart& chart);

}  // namespace dunmail
