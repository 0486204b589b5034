#include "base/csv_write.h"

namespace dunmail {
namespace {

bool runs_as_formula(std::string_view cell) {
  // Full-width signs count as well: spreadsheets in Chinese and Japanese take them for the others.
  for (const std::string_view sign : {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"})
    if (cell.starts_with(sign)) return true;
  return false;
}

/// "-12.50": what a spreadsheet would compute of it is what stands there.
bool is_negative_figure(std::string_view cell) {
  if (!cell.starts_with('-')) return false;
  const std::string_view figure = cell.substr(1);
  const std::size_t point = figure.find('.');
  const auto digits = [](std::string_view some) {
    return !some.empty() && some.find_first_not_of("0123456789") == some.npos;
  };
  return digits(figure.substr(0, point)) && (point == figure.npos || digits(figure.substr(point + 1)));
}

std::string cell_of(const std::string& text) {
  const std::size_t front = text.find_first_not_of(' ');
  std::string out = "\"";
  if (front != text.npos && runs_as_formula(std::string_view(text).substr(front))) out += '\'';
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += ' ';
    else
      out.append(c == '"' ? 2 : 1, c);
  }
  return out + '"';
}

bool is_plain(const std::string& text) {
  return text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._/ ") == text.npos;
}

}  // namespace

std::string csv_line(const std::vector<std::string>& cells) {
  std::string out;
  for (const std::string& cell : cells) {
    if (&cell != &cells.front()) out += ',';
    out += is_plain(cell) || is_negative_figure(cell) ? cell : cell_of(cell);
  }
  return out + "\r\n";
}

}  // namespace dunmail
