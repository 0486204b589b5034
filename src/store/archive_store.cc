// Which documents are over, and where those went that are archived.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "base/unreadable.h"
#include "sql/db.h"
#include "store/archive_row.h"
#include "store/store.h"

namespace dunmail {
namespace {

using S = std::string;
using N = std::int64_t;
namespace fs = std::filesystem;

// Parameter 2 is the day. A letter without an event is none that anybody may forget. When debtors were merged the
// events of a letter may stand in the file of the other one: none of them is younger than the merger.
constexpr const char* letter_is_over =
    "l.state IN ('accepted', 'bounced', 'rejected', 'refused', 'cancelled') AND l.day < ?2 AND COALESCE((SELECT "
    "MAX(e.day) FROM event e WHERE e.case_id = l.case_id AND (e.letter_id = l.id OR e.kind = 'merged')), '9999') < ?2 "
    "AND NOT EXISTS (SELECT 1 FROM mail o WHERE o.letter_id = l.id AND o.letter_id <> '' AND o.state = 'open')";

// An instant begins with its day.
constexpr const char* mail_is_over = "m.state <> 'open' AND m.day < ?2 AND m.decided_at < ?2";

/// Rows behind id 1 whose document is in the database.
S over(DocumentOf of, const S& columns) {
  if (of == DocumentOf::letter)
    return fmt::format(
        "SELECT {} FROM letter l WHERE l.id > ?1 AND l.document <> '' AND {} AND EXISTS (SELECT 1 FROM document d "
        "WHERE "
        "d.sha256 = l.document)",
        columns, letter_is_over);
  const S column = of == DocumentOf::mail ? "m.document" : "m.upload";
  return fmt::format(
      "SELECT {} FROM mail m WHERE m.id > ?1 AND {} <> '' AND {} AND EXISTS (SELECT 1 FROM document d WHERE d.sha256 = "
      "{})",
      columns, column, mail_is_over, column);
}

constexpr const char* archived_columns = "a.sha256, a.media_type, a.bytes, f.folder, a.file, a.day, a.actor";

std::vector<ArchivedDocument> select_archived(Db& db, const S& tail, const auto&... args) {
  std::vector<ArchivedDocument> out;
  for (auto& [sha256, media_type, bytes, folder, file, day, by] : db.rows<S, S, N, S, S, S, S>(
           fmt::format("SELECT {} FROM archived_document a JOIN archive f ON f.id = a.archive {}", archived_columns,
                       tail),
           args...))
    out.push_back({std::move(sha256), std::move(media_type), bytes, std::move(folder), std::move(file),
                   parse_date(day).value_or(Date{}), std::move(by)});
  return out;
}

bool is_month(const S& name) {
  const auto digits = [&](std::size_t from, std::size_t to) {
    return std::all_of(name.begin() + static_cast<long>(from), name.begin() + static_cast<long>(to),
                       [](char c) { return c >= '0' && c <= '9'; });
  };
  return name.size() == 7 && name[4] == '-' && digits(0, 4) && digits(5, 7);
}

}  // namespace

S word(DocumentOf of) {
  switch (of) {
    case DocumentOf::letter:
      return "letter";
    case DocumentOf::mail:
      return "mail";
    case DocumentOf::upload:
      return "upload";
  }
  return "";
}

bool archive_is_there(const S& folder) {
  std::error_code no;
  for (fs::directory_iterator at(folder, no), end; !no && at != end; at.increment(no))
    if (is_month(at->path().filename().string())) return true;
  return false;
}

S read_archived(const ArchivedDocument& a) {
  const S path = (fs::path(a.folder) / a.file).string();
  S bytes;
  try {
    bytes = read_file(path);
  } catch (const Error& e) {
    throw Error(
        ErrorKind::storage, path,
        fmt::format("the document went to the archive {} and cannot be read there: {}", a.folder, e.problem().message),
        fmt::format("mount the archive, or say where it is now: dunmail archive --moved {} --to FOLDER", a.folder));
  }
  if (sha256_hex(bytes) != a.sha256)
    throw Error(ErrorKind::storage, path, fmt::format("this file of the archive {} is not what was archived", a.folder),
                "put a whole copy of the file in its place");
  return bytes;
}

std::vector<OverDocument> Store::documents_over(DocumentOf of, Date before, const S& after, std::size_t at_most) {
  const S columns = of == DocumentOf::letter ? "l.id, l.case_id, l.day, l.document"
                    : of == DocumentOf::mail ? "m.id, m.case_id, m.day, m.document"
                                             : "m.id, m.case_id, m.day, m.upload";
  std::vector<OverDocument> out;
  for (auto& [id, case_id, day, sha256] :
       db_->rows<S, S, S, S>(over(of, columns) + " ORDER BY 1 LIMIT ?3", after, iso(before), static_cast<N>(at_most))) {
    const auto on = parse_date(day);
    if (!on) throw UnreadableRecord(id, "its day cannot be read", "restore a backup");
    out.push_back({of, std::move(id), std::move(case_id), *on, std::move(sha256)});
  }
  return out;
}

std::size_t Store::count_over(DocumentOf of, Date before) {
  return static_cast<std::size_t>(db_->value<N>(over(of, "COUNT(*)"), S(), iso(before)).value_or(0));
}

bool Store::is_still_needed(const S& sha256, Date before) {
  static const S sql = fmt::format(
      "SELECT 1 FROM letter l WHERE l.document = ?1 AND l.document <> '' AND NOT ({0}) UNION ALL SELECT 1 FROM mail m "
      "WHERE m.document = ?1 AND NOT ({1}) UNION ALL SELECT 1 FROM mail m WHERE m.upload = ?1 AND m.upload <> '' AND "
      "NOT "
      "({1}) LIMIT 1",
      letter_is_over, mail_is_over);
  return db_->value<N>(sql, sha256, iso(before)).has_value();
}

void Store::archive(const ArchivedDocument& a) {
  transaction([&] {
    auto number = db_->value<N>("SELECT id FROM archive WHERE folder = ?", a.folder);
    if (!number) {
      number = next_number("archive");
      db_->run("INSERT INTO archive (id, folder) VALUES (?, ?)", *number, a.folder);
    }
    db_->run(
        "INSERT INTO archived_document (sha256, media_type, bytes, archive, file, day, actor) VALUES (?, ?, ?, ?, ?, "
        "?, ?) "
        "ON CONFLICT (sha256) DO UPDATE SET archive = excluded.archive, file = excluded.file, day = excluded.day, "
        "actor = "
        "excluded.actor",
        a.sha256, a.media_type, a.bytes, *number, a.file, iso(a.day), a.by);
    db_->run("DELETE FROM document WHERE sha256 = ?", a.sha256);
  });
}

std::vector<ArchiveRow> Store::archives() {
  std::vector<ArchiveRow> out;
  for (auto& [folder, documents, bytes] :
       db_->rows<S, N, N>("SELECT f.folder, COUNT(*), SUM(a.bytes) FROM archived_document a JOIN archive f ON f.id = "
                          "a.archive GROUP BY "
                          "f.folder ORDER BY f.folder"))
    out.push_back({std::move(folder), documents, bytes});
  return out;
}

std::optional<ArchivedDocument> Store::archived(const S& sha256) {
  auto found = select_archived(*db_, "WHERE a.sha256 = ?", sha256);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<ArchivedDocument> Store::archived_in(const S& folder, const S& after, std::size_t at_most) {
  return select_archived(*db_, "WHERE a.sha256 > ? AND f.folder = ? ORDER BY a.sha256 LIMIT ?", after, folder,
                         static_cast<N>(at_most));
}

void Store::move_archive(const S& from, const S& to) {
  transaction([&] {
    const auto joined = db_->value<N>("SELECT id FROM archive WHERE folder = ?", to);
    if (!joined) {
      db_->run("UPDATE archive SET folder = ? WHERE folder = ?", to, from);
      return;
    }
    const N old = db_->value<N>("SELECT id FROM archive WHERE folder = ?", from).value_or(*joined);
    if (old == *joined) return;
    db_->run("UPDATE archived_document SET archive = ? WHERE archive = ?", *joined, old);
    db_->run("DELETE FROM archive WHERE id = ?", old);
  });
}

}  // namespace dunmail
