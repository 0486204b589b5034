// Pages from strips: break as late as the page allows, only where no strip is tied to the next.
#include <fmt/format.h>

#include "typeset/layout_galley.h"

namespace dunmail {
namespace {

constexpr std::size_t kMostPages = 2000;
constexpr double kSlack = 0.01;

/// The table that a break behind `strip` would divide, or -1.
int divided_table(const std::vector<Strip>& strips, std::size_t next) {
  if (next == 0 || next >= strips.size()) return -1;
  return strips[next - 1].table >= 0 && strips[next - 1].table == strips[next].table ? strips[next].table : -1;
}

bool has_running(const TableShape& shape, int row) {
  const auto& totals = shape.table->running_totals;
  return row >= 0 && static_cast<std::size_t>(row) < totals.size() && !totals[static_cast<std::size_t>(row)].empty();
}

}  // namespace

bool make_pages(Galley& g, double first_height, double next_height, std::vector<PageStrips>& pages) {
  const std::vector<Strip>& strips = g.strips;
  for (std::size_t begin = 0; begin < strips.size();) {
    if (pages.size() >= kMostPages)
      return g.fail("letter", {"", fmt::format("it would have more than {} pages", kMostPages),
                               "send a statement as a file instead"});
    const double available = pages.empty() ? first_height : next_height;
    PageStrips page;
    double y = 0;
    const int carried = divided_table(strips, begin);
    if (carried >= 0) {
      const TableShape& shape = g.tables[static_cast<std::size_t>(carried)];
      if (shape.head.height > 0) {
        page.push_back({shape.head, y});
        y += shape.head.height;
      }
      if (has_running(shape, strips[begin - 1].row)) {
        Strip row;
        if (!set_running_row(g, shape, strips[begin - 1].row, false, row)) return false;
        page.push_back({row, y});
        y += row.height;
      }
    }
    // How far the page reaches, and the last place where it may end.
    std::size_t last_good = begin, k = begin;
    double reach = y;
    for (; k < strips.size(); ++k) {
      reach += (k == begin ? 0 : strips[k].before) + strips[k].height;
      if (reach > available + kSlack) break;
      const int divided = divided_table(strips, k + 1);
      const double foot = divided >= 0 && has_running(g.tables[static_cast<std::size_t>(divided)], strips[k].row)
                              ? g.tables[static_cast<std::size_t>(divided)].running_height
                              : 0;
      if (!strips[k].keep_next && reach + foot <= available + kSlack) last_good = k + 1;
    }
    std::size_t end = k == strips.size() ? k : last_good;
    if (end == begin) end = k;  // tied strips longer than a page: break where it is full
    if (end == begin)
      return g.fail(strips[begin].table >= 0 ? fmt::format("table, row {}", strips[begin].row + 1) : "letter",
                    {"", "a piece is higher than the page", "shorten the text or use a smaller picture"});
    for (std::size_t s = begin; s < end; ++s) {
      if (s != begin) y += strips[s].before;
      page.push_back({strips[s], y});
      y += strips[s].height;
    }
    const int divided = divided_table(strips, end);
    if (divided >= 0 && has_running(g.tables[static_cast<std::size_t>(divided)], strips[end - 1].row) &&
        y + g.tables[static_cast<std::size_t>(divided)].running_height <= available + kSlack) {
      Strip row;
      if (!set_running_row(g, g.tables[static_cast<std::size_t>(divided)], strips[end - 1].row, true, row))
        return false;
      page.push_back({row, y});
    }
    pages.push_back(std::move(page));
    begin = end;
    // Space that nothing follows does not make a page.
    while (begin < strips.size() && strips[begin].height == 0 && strips[begin].first_box == strips[begin].last_box)
      ++begin;
  }
  if (pages.empty()) pages.emplace_back();
  return true;
}

}  // namespace dunmail
