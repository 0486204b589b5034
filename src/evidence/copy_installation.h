// Everything an installation has, into another database: of PostgreSQL out of SQLite's file, or back.
#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "settings/settings.h"
#include "store/copy_store.h"

namespace dunmail {

struct CopyOrder {
  std::string from, to;  ///< files, or "postgresql://..."
};

struct CopiedInstallation {
  std::vector<CopiedTable> tables;
  std::string mark;  ///< the file that says what left, beside the copy; empty: nothing has left yet
};

/// The database (copy_store()), and what lies beside it: the mark of what left. Answers of the response page that wait
/// to be recorded are no part of a database yet: they are refused. Neither database is used meanwhile, and only one of
/// them afterwards, which nobody but the user can see to: both would send.
CopiedInstallation copy_installation(const Settings& settings, const CopyOrder& order, const Progress& progress);

}  // namespace dunmail
