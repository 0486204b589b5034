#include "insight/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/markup.h"
#include "base/text.h"

namespace dunmail {
namespace {

struct Ink {
  const char* colour;
  const char* dash;
};
// Okabe and Ito, darkest first; yellow is left out, it does not print. Behind them four of Tol's muted ones, far from
// these.
constexpr std::array<Ink, 12> inks{{{"#0072b2", ""},
                                    {"#d55e00", "7 3"},
                                    {"#009e73", "2 3"},
                                    {"#cc79a7", "10 3 2 3"},
                                    {"#56b4e9", "4 2"},
                                    {"#e69f00", "12 4"},
                                    {"#000000", "1 3"},
                                    {"#7f7f7f", "5 5"},
                                    {"#882255", "8 2 2 2"},
                                    {"#999933", "3 1"},
                                    {"#332288", "14 2"},
                                    {"#661100", "1 1"}}};
const Ink& ink(std::size_t i) { return inks[i % inks.size()]; }

constexpr double left = 96, right = 24, label_size = 12;

/// For text and attributes; control characters, which XML 1.0 cannot hold, become visible.
std::string escaped(const std::string& text) { return markup(printable(text)); }

/// Close to what a sans-serif takes.
double width_of(const std::string& text) { return static_cast<double>(display_width(text)) * label_size * 0.58; }

/// 1, 2, 2.5 or 5 times a power of ten, so that about five steps reach `top`; whole numbers where values are counts.
double step_for(double top) {
  const double rough = top / 5, power = std::pow(10, std::floor(std::log10(rough)));
  for (const double nice : {1.0, 2.0, 2.5, 5.0})
    if (nice * power >= rough) return nice * power;
  return 10 * power;
}

std::string tick_text(double value, double step) {
  int decimals = 0;
  for (double scaled = step; decimals < 6 && std::abs(scaled - std::round(scaled)) > 1e-6; scaled *= 10) ++decimals;
  std::string digits = fmt::format("{:.{}f}", std::abs(value), decimals);
  const auto point = digits.find('.');
  for (auto at = static_cast<std::ptrdiff_t>(point == digits.npos ? digits.size() : point) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return (value < 0 ? "-" : "") + digits;
}

class PanelWriter {
 public:
  PanelWriter(std::string& out, const ChartPanel& panel, double y, double width, double height)
      : out_(out), p_(panel), x0_(left), x1_(width - right) {
    title_y_ = y + 16;
    legend_y_ = y + 38;
    y0_ = y + 38 + 18.0 * legend_rows() + 2;
    wrap_labels();
    y1_ = y + height - 16 - line_height * static_cast<double>(label_lines_);
    find_scale();
  }

  void write() {
    text(x0_ - left + 20, title_y_, "start", "font-weight=\"bold\"", p_.title);
    text(x1_, title_y_, "end", "fill=\"#555\"", p_.unit);
    legend();
    grid();
    if (p_.kind == ChartPanel::Kind::stacked_bars)
      bars();
    else
      lines();
    labels();
  }

 private:
  void text(double x, double y, const char* anchor, const char* more, const std::string& words) {
    out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" {}>{}</text>\n", x, y, anchor, more,
                        escaped(words));
  }

  static bool good(double v) { return std::isfinite(v); }

  void find_scale() {
    double high = p_.top, low = 0;
    for (std::size_t i = 0; i < p_.labels.size(); ++i) {
      double sum = 0;
      for (const ChartSeries& s : p_.series) {
        if (i >= s.values.size() || !good(s.values[i])) continue;
        sum += std::max(0.0, s.values[i]);
        low = std::min(low, s.values[i]);
        high = std::max(high, s.values[i]);
      }
      if (p_.kind == ChartPanel::Kind::stacked_bars) high = std::max(high, sum);
    }
    if (p_.kind == ChartPanel::Kind::stacked_bars) low = 0;  // a stack of negative sums means nothing
    if (high <= low) high = low + 1;
    step_ = step_for(high - low);
    top_ = std::ceil(high / step_ - 1e-9) * step_;
    bottom_ = std::floor(low / step_ + 1e-9) * step_;
  }

  double y_of(double value) const { return y1_ - (value - bottom_) / (top_ - bottom_) * (y1_ - y0_); }
  double slot() const { return (x1_ - x0_) / static_cast<double>(std::max<std::size_t>(1, p_.labels.size())); }
  double x_of(std::size_t i) const { return x0_ + (static_cast<double>(i) + 0.5) * slot(); }

  /// Entries flow onto as many rows as they need.
  template <class Place>
  int flow_legend(const Place& place) const {
    double x = x0_;
    int row = 0;
    for (std::size_t i = 0; i < p_.series.size(); ++i) {
      const double width = 34 + width_of(p_.series[i].name) + 18;
      if (x > x0_ && x + width > x1_) x = x0_, ++row;
      place(i, x, row);
      x += width;
    }
    return legend_needed() ? row + 1 : 0;
  }
  /// A single series is what the title says.
  bool legend_needed() const { return p_.series.size() > 1; }
  int legend_rows() const {
    return flow_legend([](std::size_t, double, int) {});
  }

  void legend() {
    if (!legend_needed()) return;
    flow_legend([&](std::size_t i, double x, int row) {
      const double y = legend_y_ + 18.0 * row;
      if (p_.kind == ChartPanel::Kind::stacked_bars)
        out_ += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"16\" height=\"11\" fill=\"{}\"/>\n", x + 8, y - 10,
                            ink(i).colour);
      else
        out_ += fmt::format(
            "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" stroke-width=\"2.2\" "
            "stroke-dasharray=\"{}\"/>\n",
            x, y - 4, x + 26, y - 4, ink(i).colour, ink(i).dash);
      text(x + 32, y, "start", "", p_.series[i].name);
    });
  }

  void grid() {
    const int steps = static_cast<int>(std::lround((top_ - bottom_) / step_));
    for (int i = 0; i <= steps; ++i) {
      const double value = bottom_ + i * step_, y = y_of(value);
      const bool axis = std::abs(value) < step_ / 1e6;
      out_ += fmt::format(
          "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" stroke-width=\"1\"/>\n", x0_, y,
          x1_, y, axis ? "#333" : "#ddd");
      text(x0_ - 8, y + 4, "end", "fill=\"#333\"", tick_text(value, step_));
    }
  }

  void bars() {
    constexpr double widest = 110;  // two bars are not two slabs
    const double width = std::clamp(slot() * 0.72, 1.0, widest);
    for (std::size_t i = 0; i < p_.labels.size(); ++i) {
      double base = 0;
      for (std::size_t s = 0; s < p_.series.size(); ++s) {
        const auto& values = p_.series[s].values;
        if (i >= values.size() || !good(values[i]) || values[i] <= 0) continue;
        const double y = y_of(base + values[i]);
        out_ += fmt::format("<rect x=\"{:.1f}\" y=\"{:.2f}\" width=\"{:.1f}\" height=\"{:.2f}\" fill=\"{}\"/>\n",
                            x_of(i) - width / 2, y, width, y_of(base) - y, ink(s).colour);
        base += values[i];
      }
      // The figure itself, where bars are few and it has room: nobody reads a sum of money off a grid.
      if (wrapped_.empty()) continue;
      const std::string figure =
          base < 100 && base != std::round(base) ? tick_text(base, 0.1) : tick_text(std::round(base), 1);
      if (width_of(figure) < slot()) text(x_of(i), y_of(base) - 4, "middle", "fill=\"#333\"", figure);
    }
  }

  void lines() {
    // The first series is drawn last: it lies on top of the others where they meet.
    for (std::size_t s = p_.series.size(); s-- > 0;) {
      std::string points;
      const auto& values = p_.series[s].values;
      for (std::size_t i = 0; i < std::min(values.size(), p_.labels.size()); ++i)
        if (good(values[i]))
          points += fmt::format("{}{:.1f},{:.2f}", points.empty() ? "" : " ", x_of(i), y_of(values[i]));
      out_ += fmt::format(
          "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2.2\" stroke-dasharray=\"{}\"/>\n",
          points, ink(s).colour, ink(s).dash);
    }
  }

  /// A bar needs its name: names of bars are broken behind blanks and hyphens onto as many lines as they need, if there
  /// are not too many bars. Along an axis of time every n-th label will do.
  void wrap_labels() {
    constexpr std::size_t most_names = 12;
    if (p_.kind != ChartPanel::Kind::stacked_bars || p_.labels.size() > most_names) return;
    for (const std::string& label : p_.labels) {
      std::vector<std::string> lines{""};
      for (std::size_t at = 0; at < label.size();) {
        const std::size_t end = std::min(label.find_first_of(" -", at), label.size() - 1) + 1;
        const std::string word = label.substr(at, end - at);
        if (!lines.back().empty() && width_of(lines.back() + word) > slot() - 8) lines.emplace_back();
        lines.back() += word;
        at = end;
      }
      label_lines_ = std::max(label_lines_, lines.size());
      wrapped_.push_back(std::move(lines));
    }
  }

  void names() {
    for (std::size_t i = 0; i < wrapped_.size(); ++i)
      for (std::size_t k = 0; k < wrapped_[i].size(); ++k)
        text(x_of(i), y1_ + 4 + line_height * static_cast<double>(k + 1), "middle", "fill=\"#333\"",
             std::string(trim(wrapped_[i][k])));
  }

  /// Every n-th label, so that none touches the next.
  void labels() {
    if (!wrapped_.empty()) return names();
    double widest = 0;
    for (const std::string& label : p_.labels) widest = std::max(widest, width_of(label));
    const auto each = static_cast<std::size_t>(std::max(1.0, std::ceil((widest + 14) / slot())));
    for (std::size_t i = 0; i < p_.labels.size(); i += each) {
      out_ += fmt::format("<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\" stroke=\"#333\"/>\n",
                          x_of(i), y1_, y1_ + 5);
      text(std::clamp(x_of(i), widest / 2, x1_ + right - widest / 2), y1_ + 18, "middle", "fill=\"#333\"",
           p_.labels[i]);
    }
  }

  std::string& out_;
  const ChartPanel& p_;
  static constexpr double line_height = 14;
  std::vector<std::vector<std::string>> wrapped_;  ///< labels as lines; empty: on one line, as many as have room
  std::size_t label_lines_ = 1;
  double x0_, x1_, title_y_ = 0, legend_y_ = 0, y0_ = 0, y1_ = 0;
  double step_ = 1, top_ = 1, bottom_ = 0;
};

}  // namespace

std::string to_svg(const Chart& chart) {
  const double head = 30 + (chart.subtitle.empty() ? 0 : 20) + 12, foot = chart.footnote.empty() ? 10 : 30, gap = 14;
  const double height = head + static_cast<double>(chart.panels.size()) * (chart.panel_height + gap) + foot;
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1:.0f}\" width=\"{0}\" height=\"{1:.0f}\" "
      "role=\"img\" font-family=\"'Noto Sans', 'Liberation Sans', Arial, sans-serif\" font-size=\"{2:.0f}\" "
      "fill=\"#111\">\n",
      chart.width, height, label_size);
  out += fmt::format("<title>{}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n", escaped(chart.title));
  out += fmt::format("<text x=\"20\" y=\"28\" font-size=\"18\" font-weight=\"bold\">{}</text>\n", escaped(chart.title));
  if (!chart.subtitle.empty())
    out += fmt::format("<text x=\"20\" y=\"48\" fill=\"#555\">{}</text>\n", escaped(chart.subtitle));
  double y = head;
  for (const ChartPanel& panel : chart.panels) {
    PanelWriter(out, panel, y, chart.width, chart.panel_height).write();
    y += chart.panel_height + gap;
  }
  if (!chart.footnote.empty())
    out += fmt::format("<text x=\"20\" y=\"{:.0f}\" font-size=\"11\" fill=\"#555\">{}</text>\n", height - 12,
                       escaped(chart.footnote));
  return out + "</svg>\n";
}

}  // namespace dunmail
