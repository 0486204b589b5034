#include "evidence/copy_installation.h"

#include <filesystem>

#include "base/error.h"
#include "base/file.h"

namespace dunmail {

namespace fs = std::filesystem;

CopiedInstallation copy_installation(const Settings& settings, const CopyOrder& order, const Progress& progress) {
  std::error_code no;
  const std::string answers = settings.beside(order.from, ".answers");
  if (fs::exists(answers, no) && !fs::is_empty(answers, no))
    throw Error(ErrorKind::usage, answers, "answers of debtors wait there to be recorded",
                "dunmail serve or dunmail track records them; then copy");
  const std::string was = settings.beside(order.from, ".mark"), is = settings.beside(order.to, ".mark");
  if (fs::exists(is, no))
    throw Error(ErrorKind::usage, is, "is there already, of another database",
                "is that one still in use? else put the file away");
  CopiedInstallation out;
  out.tables = copy_store(order.from, order.to, progress);
  if (!fs::exists(was, no)) return out;
  write_file(is, read_file(was));
  out.mark = is;
  return out;
}

}  // namespace dunmail
