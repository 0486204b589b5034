#include "intake/import_ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "base/digest.h"
#include "base/long_file.h"
#include "base/text.h"
#include "desk/due_payments.h"
#include "intake/importer.h"

namespace dunmail {

ImportResult Importer::run() {
  const auto& columns = import_columns(order_.kind);  // refuses an unknown kind
  check_complete_order(world_, order_);
  check_day();
  const bool has_creditor = std::any_of(columns.begin(), columns.end(),
                                        [](const ColumnRule& c) { return std::string_view(c.name) == "creditor"; });
  // A file without the column is the creditor's of the order.
  if (order_.complete || !order_.creditor.empty()) creditor_ = creditor_of(world_, order_);
  if (has_creditor && !creditor_.empty()) profile_.values.try_emplace("creditor", creditor_);
  put_due_payments(world_, order_.as_of);
  merged_ = world_.store.merged_debtors();
  ImportResult out;
  for (const std::string& file : order_.files) out.files.push_back(one(file));
  return out;
}

void Importer::check_day() const {
  constexpr Days ahead{366};
  const Date today = std::chrono::floor<Days>(world_.now());
  const auto newest = world_.store.newest_import(order_.kind);
  if (order_.as_of > std::max(today, newest.value_or(today)) + ahead)
    throw Error(ErrorKind::usage, "as-of", fmt::format("{} is more than a year ahead", iso(order_.as_of)),
                "is the year right? nothing was imported");
}

ImportedFile Importer::one(const std::string& file) {
  start(std::filesystem::path(file).filename().string());
  bool kept = false;
  try {
    const LargeText text = LargeText::of_file(file);
    half_ = name_of_content(text);
    kept = may_go_in_pages(text) ? in_pages(text) : in_one_transaction(text);
  } catch (const std::bad_alloc&) {
    throw too_long(file, size_on_disk(file), "there is not enough memory to read it");
  } catch (const Stopped&) {
    stopped_ = true;
  } catch (const Error& e) {
    // Among several files, one that cannot be read says so beside what became of the others.
    if (e.kind() != ErrorKind::input || order_.files.size() == 1) throw;
    problems_.push_back(e.problem());
  }
  seen_.kept(kept);
  return {file,       kept,      line_.added, line_.changed, line_.same,
          problems_,  given_up_, sheet_,      sums_,         kept ? news_.lines() : std::vector<NewsLine>(),
          has_older_, stopped_,  rows_in_,    rows_of_file_, rows_taken_ - keys_.size()};
}

void Importer::start(const std::string& name) {
  name_ = name;
  line_ = {};
  sheet_ = {};
  sums_ = {};
  named_ = {};
  news_ = LedgerNews(world_, order_.as_of, "import", name_);
  problems_.clear();
  given_up_.clear();
  pages_.booked.clear();
  credit_notes_.clear();
  payments_.clear();
  parts_.clear();
  rows_of_.reset();
  contradicts_ = has_older_ = stopped_ = false;
  rows_in_ = rows_of_file_ = 0;
  rows_taken_ = 0;
  keys_ = {};
  seen_.next_file(name_);
}

/// What tells a file that is half in from every other: whose list it is, and its bytes.
std::string Importer::name_of_content(const LargeText& text) const {
  constexpr std::size_t piece = std::size_t{4} << 20;
  std::string hash;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    hash = sha256_hex(hash + std::string(text.view().substr(at, piece)));
    text.forget(at);
  }
  return creditor_ + "/" + hash.substr(0, 16);
}

bool Importer::in_one_transaction(const LargeText& text) {
  try {
    world_.store.transaction([&] {
      const bool readable = read(text);
      if (!readable || (!problems_.empty() && !order_.skip_bad)) throw Rollback{};
      put_late();
      if (order_.complete && problems_.empty()) vanish();
      if (contradicts_ || (!problems_.empty() && !order_.skip_bad)) throw Rollback{};
      pages_.tell_cases();
      finish();
    });
    return true;
  } catch (const Rollback&) {
    return false;
  }
}

void Importer::vanish() {
  const auto in_page = [&](const std::function<void()>& work) { pages_.write(0, work); };
  if (auto problem = let_vanish(world_, order_, name_, named_, news_, in_page))
    problems_.push_back(std::move(*problem));
}

void Importer::finish() {
  line_.at = iso(world_.now());
  line_.kind = order_.kind;
  line_.file = name_;
  line_.as_of = iso(order_.as_of);
  line_.skipped = static_cast<std::int64_t>(problems_.size());
  world_.store.log_import(line_);
  end_halves();
}

/// This file is whole, whoever's list it was taken for before. What another one still has is in no other, unless this
/// one names all there is, or somebody says that it is lost.
void Importer::end_halves() {
  for (const HalfImport& half : world_.store.half_imports()) {
    if (half.kind != order_.kind) continue;
    const auto end_of_list = half.creditor.rfind('/');
    const std::string list = half.creditor.substr(0, end_of_list);
    const bool same_file = end_of_list != half.creditor.npos && half_.ends_with(half.creditor.substr(end_of_list));
    const bool of_this_list = list == creditor_ || (list.empty() && world_.settings.creditors.size() <= 1);
    const bool told = order_.complete && of_this_list && half.as_of <= order_.as_of;
    if (!same_file && !told && !order_.give_up_half) continue;
    world_.store.end_half_import(half.kind, half.creditor);
    if (same_file) continue;
    given_up_.push_back({printable(half.file),
                         fmt::format("was half in: {} of {} rows, since {}", half.rows_in, half.rows_of, half.at),
                         told ? "this complete list takes its place" : "it is given up, as asked"});
  }
}

bool Importer::may_go_in_pages(const LargeText& text) const {
  return order_.files.size() == 1 && may_be_long(order_.kind) && text.size() >= order_.long_from;
}

bool Importer::in_pages(const LargeText& text) {
  const auto alone = world_.store.the_only_one("import");
  FileCheck check = check_file(world_, sheet(), text);
  if (check.entangled) return in_one_transaction(text);
  if (!check.readable || (!check.problems.empty() && !order_.skip_bad)) {
    problems_ = std::move(check.problems);
    return false;
  }
  try {
    pages_.begin({order_.kind, half_, iso(world_.now()), world_.actor, name_, order_.as_of, 0,
                  static_cast<std::int64_t>(check.rows)});
    read(text);
    put_rows();
    put_late();
    if (order_.complete && problems_.empty()) vanish();
    world_.store.transaction([&] { finish(); });
  } catch (const Stopped&) {
    stopped_ = true;
    rows_in_ = pages_.half().rows_in;
    rows_of_file_ = pages_.half().rows_of;
    const bool nothing = pages_.take_back();
    pages_.end();
    return !nothing;
  } catch (const Error& e) {
    const auto& [where, message, hint] = e.problem();
    throw Error(e.kind(), {where, message,
                           fmt::format("{}{}{} of {} rows are in: import the file again", hint,
                                       hint.empty() ? "" : "; ", pages_.half().rows_in, check.rows)});
  }
  pages_.end();
  return true;
}

void Importer::share(const RowPlace& at) {
  if (!rows_of_) rows_of_.emplace(at.keep(), at.given());
}

RowPlace Importer::place_of(std::size_t line) const {
  return {rows_of_->first.file, line, rows_of_->first.columns, rows_of_->second};
}

ImportResult import_ledger(World& world, const ImportOrder& order, const Progress& progress) {
  return Importer(world, order, progress).run();
}

}  // namespace dunmail
