// Documents whose bytes lie in an archive: a folder outside of the database, which keeps their hash, their size and
// where they went (evidence/archive.h; docs/formats.md says what the folder looks like).
#pragma once

#include <cstdint>
#include <string>

#include "base/date.h"

namespace dunmail {

/// Whose a document is: the print of a letter, a mail as it came, what came with an answer on the response page.
enum class DocumentOf { letter, mail, upload };
std::string word(DocumentOf of);

/// The document of a letter that ended, or of a mail that was dealt with; its bytes are in the database.
struct OverDocument {
  DocumentOf of = DocumentOf::letter;
  std::string id;  ///< of the letter or the mail, an upload's too
  std::string case_id;
  Date day;  ///< of the letter's run; on which the mail came in
  std::string sha256;
};

struct ArchivedDocument {
  std::string sha256, media_type;
  std::int64_t bytes = 0;
  std::string folder;  ///< of the archive, absolute
  std::string file;    ///< in it: "2026-03/SHA256.pdf"
  Date day;            ///< on which it went there
  std::string by;
};

struct ArchiveRow {
  std::string folder;
  std::int64_t documents = 0, bytes = 0;
};

/// Whether the archive can be looked into. An empty folder is the place where it is not mounted.
bool archive_is_there(const std::string& folder);
/// Throws Error(storage) that names file and archive where the file is not there, cannot be read, or is another.
std::string read_archived(const ArchivedDocument& document);

}  // namespace dunmail
