// Documents: each is in the database or in the archive that it went to, and its bytes are what its name says.
#include <fmt/ranges.h>

#include "base/digest.h"
#include "evidence/search.h"

namespace dunmail {
namespace {

void kept(Search& s) {
  s.rows.each_name("document", [&](const std::string& sha256) {
    ++s.out.documents;
    s.step();
    s.look("document " + sha256.substr(0, 12), "documents", [&] {
      const auto document = s.world.store.kept_document(sha256);
      if (!document || sha256_hex(document->bytes) != sha256)
        s.damaged.emplace(sha256, Search::Damage{"its document is not what was kept"});
    });
  });
}

void archived(Search& s, const ArchivedDocument& document) {
  if (s.missing_archives.contains(document.folder)) return;
  ++s.out.archived;
  const auto damage = [&](std::string what) { s.damaged.emplace(document.sha256, Search::Damage{std::move(what)}); };
  try {
    const auto bytes = static_cast<std::int64_t>(read_archived(document).size());
    if (bytes != document.bytes)
      damage(fmt::format("its document has {} bytes in the archive, and {} went there", bytes, document.bytes));
  } catch (const Error& e) {
    damage(e.problem().where + ": " + e.problem().message);
  }
}

void archive(Search& s, const std::string& folder) {
  constexpr std::size_t page = 1000;
  std::string after;
  for (bool more = true; more;) {
    const auto documents = s.world.store.archived_in(folder, after, page);
    for (const ArchivedDocument& document : documents) archived(s, document);
    more = documents.size() == page;
    if (more) after = documents.back().sha256;
  }
}

}  // namespace

/// One finding for one that is not mounted.
void look_for_archives(Search& s) {
  s.look("archive", "archives", [&] {
    for (const ArchiveRow& row : s.world.store.archives()) {
      s.archives.push_back(row.folder);
      if (archive_is_there(row.folder)) continue;
      s.missing_archives.insert(row.folder);
      s.find("archive " + row.folder,
             fmt::format("it is not there, and {} documents went to it: mount it, or say where it is now (dunmail "
                         "archive --moved {} --to FOLDER)",
                         row.documents, row.folder));
    }
  });
}

void verify_documents(Search& s) {
  s.look("document", "documents", [&] { kept(s); });
  s.look("archive", "archives", [&] {
    for (const std::string& folder : s.archives) archive(s, folder);
  });
}

void tell_damaged(Search& s) {
  for (const auto& [sha256, damage] : s.damaged)
    s.find(damage.whose.empty() ? "document " + sha256.substr(0, 12) : fmt::format("{}", fmt::join(damage.whose, ", ")),
           damage.what);
}

}  // namespace dunmail
