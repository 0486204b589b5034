// Real messages with labels, when the corpus lies beside the source folder.
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "letters_back.h"

using namespace dunmail;
namespace fs = std::filesystem;

TEST_CASE("the labelled corpus is read as its labels say") {
  const fs::path folder = fs::path(DUNMAIL_SOURCE_DIR).parent_path() / "shared" / "corpus" / "bounces";
  if (!fs::exists(folder / "labels.json")) {
    std::puts("tracking: no corpus beside the source folder, so nothing was measured");
    return;
  }
  const auto labels = nlohmann::json::parse(read_file(folder / "labels.json"));
  std::size_t files = 0, kinds = 0, hard = 0;
  for (const auto& [name, rows] : labels.items()) {
    const MailReport report = read_report(read_file(folder / name));
    const std::string reason = rows.at(0).at("reason");
    const MailKind wanted = reason == "vacation"    ? MailKind::auto_reply
                            : reason == "feedback"  ? MailKind::complaint
                            : reason == "delivered" ? MailKind::delivered
                                                    : MailKind::failure;
    const bool same_kind = report.kind == wanted;  // the labels know no delay (docs/decisions/0014)
    const bool want_hard =
        std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.at("hard").template get<bool>(); });
    const bool is_hard = std::any_of(report.recipients.begin(), report.recipients.end(),
                                     [](const ReportedRecipient& r) { return r.hard; });
    ++files, kinds += same_kind, hard += want_hard == is_hard;
    if (!same_kind) UNSCOPED_INFO(name << " is " << word(report.kind));
    if (want_hard != is_hard) UNSCOPED_INFO(name << (is_hard ? " is hard" : " is not hard"));
  }
  std::printf("tracking: %zu messages, kind right in %zu, hard right in %zu\n", files, kinds, hard);
  CHECK(kinds * 100 >= files * 97);
  CHECK(hard * 100 >= files * 93);
}
