#include "evidence/archive.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/digest.h"
#include "base/file.h"
#include "desk/person.h"
#include "evidence/archive_month.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t page_size = 200;  // documents a transaction, some 12 MB
constexpr std::size_t most_months = 4;  // whose lists are held in memory at once

constexpr const char* about =
    "Documents that Dunmail has moved out of its database, a folder a month: letters as they were printed (.pdf), "
    "mails\n"
    "as they came (.eml), what debtors sent with their answers. Each file is named by the SHA-256 of its bytes.\n"
    "manifest.jsonl says of each, a line a document in JSON, what it is: what (letter, mail, upload), id, case, day.\n"
    "To check a month:  cd 2026-03 && sha256sum -c SHA256SUMS\n";

std::string absolute(const std::string& folder) {
  std::string out = fs::absolute(folder).lexically_normal().string();
  while (out.size() > 1 && out.ends_with('/')) out.pop_back();
  return out;
}

class Archiver {
 public:
  Archiver(World& world, const ArchiveOrder& order, const Progress& progress)
      : world_(world),
        order_(order),
        progress_(progress),
        by_(order.by.empty() ? world.actor : known_person(world.settings, order.by, "by")) {
    out_.folder = absolute(order.folder);
  }

  Archived run() {
    const auto alone = world_.store.the_only_one("archive");
    const DocumentOf kinds[] = {DocumentOf::letter, DocumentOf::mail, DocumentOf::upload};
    if (progress_)
      for (const DocumentOf of : kinds) total_ += world_.store.count_over(of, order_.before);
    for (const DocumentOf of : kinds)
      if (!all_of(of)) {
        out_.stopped = true;
        break;
      }
    out_.free_bytes = world_.store.free_bytes();
    return std::move(out_);
  }

 private:
  /// False: it was stopped.
  bool all_of(DocumentOf of) {
    std::string after;
    for (;;) {
      const auto page = world_.store.documents_over(of, order_.before, after, page_size);
      if (page.empty()) return true;
      take(page);
      after = page.back().id;
      done_ += page.size();
      if (progress_) progress_(std::min(done_, total_), total_);
      if (order_.stop && order_.stop()) return false;
      world_.store.breathe();
    }
  }

  void take(const std::vector<OverDocument>& page) {
    const auto files = write(page);
    for (auto& [name, month] : months_) month.flush();
    world_.store.transaction([&] {
      for (const auto& [document, went] : files) {
        // Since the file was written somebody may have spoken of the letter, or sent the same bytes once more.
        if (needed(document)) continue;
        world_.store.archive(went);
        ++out_.documents[document.of];
        out_.bytes += went.bytes;
      }
    });
    if (months_.size() > most_months) months_.clear();
  }

  std::vector<std::pair<OverDocument, ArchivedDocument>> write(const std::vector<OverDocument>& page) {
    std::vector<std::pair<OverDocument, ArchivedDocument>> out;
    std::set<std::string> seen;
    for (const OverDocument& document : page) {
      if (!seen.insert(document.sha256).second || needed(document)) continue;
      const auto kept = world_.store.kept_document(document.sha256);
      if (!kept) continue;
      if (sha256_hex(kept->bytes) != document.sha256) {
        out_.remarks.push_back({document.id, "its document is not what was kept, and stays in the database",
                                "dunmail verify shows what was changed"});
        continue;
      }
      const std::string file = month(document.day).put(document, kept->media_type, kept->bytes);
      out.emplace_back(
          document, ArchivedDocument{document.sha256, kept->media_type, static_cast<std::int64_t>(kept->bytes.size()),
                                     out_.folder, file, order_.today, by_});
    }
    return out;
  }

  bool needed(const OverDocument& document) {
    if (!world_.store.is_still_needed(document.sha256, order_.before)) return false;
    ++out_.needed;
    return true;
  }

  ArchiveMonth& month(Date day) {
    const std::string name = month_of(day);
    auto found = months_.find(name);
    if (found == months_.end()) {
      found = months_.emplace(name, ArchiveMonth(out_.folder, name)).first;
      const fs::path readme = fs::path(out_.folder) / "README.txt";
      if (std::error_code no; !fs::exists(readme, no)) write_file(readme, about);
      flush_to_disk(out_.folder);
    }
    return found->second;
  }

  World& world_;
  const ArchiveOrder& order_;
  const Progress& progress_;
  const std::string by_;
  std::map<std::string, ArchiveMonth> months_;
  std::size_t done_ = 0, total_ = 0;
  Archived out_;
};

}  // namespace

Archived archive(World& world, const ArchiveOrder& order, const Progress& progress) {
  if (order.folder.empty()) throw Error(ErrorKind::usage, "to", "where to?", "name a folder");
  if (order.before > order.today)
    throw Error(ErrorKind::usage, "before", iso(order.before) + " is not here yet", "name a day up to today");
  return Archiver(world, order, progress).run();
}

std::string move_archive(World& world, const MoveArchiveOrder& order) {
  if (order.to.empty()) throw Error(ErrorKind::usage, "to", "where is it now?", "name its folder");
  const std::string from = absolute(order.moved), to = absolute(order.to);
  const auto some = world.store.archived_in(from, "", 1);
  if (some.empty()) {
    std::vector<std::string> known;
    for (const ArchiveRow& row : world.store.archives()) known.push_back(row.folder);
    throw Error(ErrorKind::usage, "moved", "nothing was archived in " + from,
                known.empty() ? "dunmail archive --before DAY --to FOLDER makes an archive"
                              : fmt::format("there are: {}", fmt::join(known, ", ")));
  }
  ArchivedDocument there = some.front();
  there.folder = to;
  const fs::path file = fs::path(to) / there.file;
  if (std::error_code no; !fs::is_regular_file(file, no))
    throw Error(ErrorKind::usage, "to", fmt::format("{} does not hold {}, which went to {}", to, there.file, from),
                "name the folder in which the months are");
  read_archived(there);
  world.store.move_archive(from, to);
  return to;
}

std::vector<ListedArchive> archives(World& world) {
  std::vector<ListedArchive> out;
  for (ArchiveRow& row : world.store.archives()) {
    const bool there = archive_is_there(row.folder);
    out.push_back({std::move(row), there});
  }
  return out;
}

Shrunk shrink(World& world) {
  const auto size = [&] {
    std::error_code no;
    const auto bytes = fs::file_size(world.settings.database, no);
    return no ? 0 : static_cast<std::int64_t>(bytes);
  };
  Shrunk out;
  out.before = size();
  world.store.shrink();
  out.after = size();
  return out;
}

}  // namespace dunmail
