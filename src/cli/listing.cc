#include "cli/listing.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "cli/aside.h"

namespace dunmail {
namespace {

constexpr std::size_t at_a_time = 1000;

/// An element of the array in an object that is printed with two blanks a step.
std::string element(const Listing::Json& row) {
  std::string out = "\n    ";
  for (const char c : row.dump(2, ' ', false, Listing::Json::error_handler_t::replace)) {
    out += c;
    if (c == '\n') out += "    ";
  }
  return out;
}

}  // namespace

Say say_at_once() {
  return [](const std::string& text) {
    if (isatty(STDERR_FILENO)) say_aside("\r\033[K");  // how far it is stands there
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  };
}

void Listing::keep(Json row) {
  json_.push_back(std::move(row));
  if (say_ && json_.size() >= at_a_time) say_json();
}

void Listing::keep(std::vector<std::string> cells) {
  if (say_ && rows_.size() >= (rows_said_ ? at_a_time : Extent::some)) say_rows();
  rows_.push_back(std::move(cells));
  ++shown_;
}

TextTable Listing::take_rows() {
  TextTable table(columns_);
  for (std::vector<std::string>& cells : rows_) table.row(std::move(cells));
  rows_.clear();
  return table;
}

void Listing::say_rows() {
  const TextTable table = take_rows();
  say_(extent_.csv ? table.csv(!rows_said_) : head_ + table.text());
  head_.clear();
  rows_said_ = true;
}

void Listing::say_json() {
  std::string text = json_said_ ? "" : fmt::format("{{\n  \"{}\": [", name_);
  for (const Json& row : json_) {
    text += json_said_ ? "," : "";
    text += element(row);
    json_said_ = true;
  }
  say_(text);
  json_.clear();
}

void Listing::into(Answer& answer, std::string_view otherwise) {
  if (json_said_) {
    say_json();
    say_("\n  ]");
    answer.json_begun = true;
  } else {
    answer.data[name_] = std::move(json_);
  }
  const bool more_rows = !rows_.empty() || more_ > 0 || !totals_.empty();
  TextTable table = take_rows();
  if (extent_.csv) answer.csv = table.csv(!rows_said_);
  table.left_out(more_);
  for (std::vector<std::string>& cells : totals_) table.total(std::move(cells));
  answer.text += head_;
  if (more_rows)
    answer.text += table.text();
  else if (!rows_said_)
    answer.text += otherwise;
}

}  // namespace dunmail
