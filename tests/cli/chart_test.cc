#include "insight/chart.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <regex>
#include <set>

using namespace dunmail;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; at += part.size()) ++n;
  return n;
}

ChartPanel panel(ChartPanel::Kind kind, std::vector<std::string> labels, std::vector<ChartSeries> series) {
  return {kind, "Letters", "letters", std::move(labels), std::move(series), 0};
}

}  // namespace

TEST_CASE("every text of a chart is escaped") {
  const std::string bad = "<script>&\"\x01";
  Chart chart{bad, bad, {panel(ChartPanel::Kind::lines, {bad}, {{bad, {1}}, {bad, {2}}})}, bad};
  chart.panels[0].title = chart.panels[0].unit = bad;
  const std::string svg = to_svg(chart);
  CHECK(svg.find("<script") == svg.npos);
  CHECK(svg.find('\x01') == svg.npos);
  CHECK(count(svg, "&lt;script&gt;&amp;&quot;") ==
        9);  // title twice, subtitle, footnote, panel's title, unit, label, two series
}

TEST_CASE("bars stand on each other and reach what they sum to") {
  // The axis goes to 10 in steps of 2; the plot is y0 to y1. 4 and 6 fill it, and their heights are as 4 to 6.
  const std::string svg =
      to_svg({"t", "", {panel(ChartPanel::Kind::stacked_bars, {"a"}, {{"x", {4}}, {"y", {6}}})}, ""});
  std::vector<double> heights;
  const std::regex bar("width=\"[0-9.]+\" height=\"([0-9.]+)\" fill=\"#(0072b2|d55e00)\"");
  for (auto at = std::sregex_iterator(svg.begin(), svg.end(), bar); at != std::sregex_iterator(); ++at)
    if (std::stod((*at)[1]) != 11) heights.push_back(std::stod((*at)[1]));  // 11: the legend's
  REQUIRE(heights.size() == 2);
  CHECK(heights[1] / heights[0] == Approx(1.5).epsilon(0.001));
  CHECK(svg.find(">10</text>") != svg.npos);
}

TEST_CASE("labels of a long axis do not touch") {
  std::vector<std::string> labels;
  for (int i = 0; i < 200; ++i) labels.push_back("2026-01-01");
  const std::string svg =
      to_svg({"t", "", {panel(ChartPanel::Kind::lines, labels, {{"x", std::vector<double>(200, 1)}})}, ""});
  CHECK(count(svg, ">2026-01-01</text>") <= 858 / 84 + 1);  // 858 pixels of axis, ten characters of about 7 and a gap
  CHECK(count(svg, ">2026-01-01</text>") >= 6);
}

TEST_CASE("an empty chart, empty panels and numbers that are none are drawn without harm") {
  for (const Chart& chart :
       {Chart{"t", "", {}, ""}, Chart{"t", "", {panel(ChartPanel::Kind::lines, {}, {})}, ""},
        Chart{"t", "", {panel(ChartPanel::Kind::stacked_bars, {"a", "b"}, {{"x", {0, 0}}, {"y", {}}})}, ""},
        Chart{"t", "", {panel(ChartPanel::Kind::lines, {"a", "b"}, {{"x", {std::nan(""), 1e300}}})}, ""}}) {
    const std::string svg = to_svg(chart);
    CHECK(svg.ends_with("</svg>\n"));
    CHECK(svg.find("nan") == svg.npos);
    CHECK(svg.find("inf") == svg.npos);
  }
}

TEST_CASE("twelve series have twelve colours, and a single one needs no legend") {
  std::vector<ChartSeries> twelve;
  for (int i = 0; i < 12; ++i) twelve.push_back({"series " + std::to_string(i), {1, 2}});
  const std::string svg = to_svg({"t", "", {panel(ChartPanel::Kind::lines, {"a", "b"}, twelve)}, ""});
  std::set<std::string> colours;
  const std::regex stroke("<polyline [^>]*stroke=\"(#[0-9a-f]{6})\"");
  for (auto at = std::sregex_iterator(svg.begin(), svg.end(), stroke); at != std::sregex_iterator(); ++at)
    colours.insert((*at)[1]);
  CHECK(colours.size() == 12);
  CHECK(to_svg({"t", "", {panel(ChartPanel::Kind::lines, {"a"}, {{"alone", {1}}})}, ""}).find("alone") ==
        std::string::npos);
}

TEST_CASE("every bar has its whole name, on several lines where it is long, and its figure") {
  const std::vector<std::string> names{
      "broken-promise (12)", "credit-warning (12)", "dispute-acknowledgement (12)", "final-demand (3)",
      "lawyers-letter (12)", "pre-due-notice (7)",  "promise-confirmation (12)",    "reminder (1,200)"};
  const std::string svg =
      to_svg({"t", "", {panel(ChartPanel::Kind::stacked_bars, names, {{"x", std::vector<double>(8, 1234567)}})}, ""});
  for (const char* piece : {">dispute-<", ">acknowledgement<", ">promise-<", ">reminder<", ">(1,200)<"}) {
    INFO(piece);
    CHECK(svg.find(piece) != svg.npos);
  }
  CHECK(count(svg, ">1,234,567</text>") == 8);
}

TEST_CASE("thousands have groups, small steps have decimals") {
  CHECK(to_svg({"t", "", {panel(ChartPanel::Kind::lines, {"a"}, {{"x", {12000}}})}, ""}).find(">10,000</text>") !=
        std::string::npos);
  CHECK(to_svg({"t", "", {panel(ChartPanel::Kind::lines, {"a"}, {{"x", {0.5}}})}, ""}).find(">0.1</text>") !=
        std::string::npos);
}
