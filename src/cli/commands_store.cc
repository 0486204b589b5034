#include "cli/commands_store.h"

#include <fmt/format.h>

#include <memory>

#include "base/text.h"

namespace dunmail {

Answer store_copy_command(const std::string& settings_file, const CopyOrder& order, const Progress& progress) {
  const CopiedInstallation done = copy_installation(Settings::load(settings_file), order, progress);
  Answer answer;
  answer.data = {{"from", order.from}, {"to", order.to}, {"mark", done.mark}};
  answer.data["tables"] = nlohmann::ordered_json::array();
  TextTable table(
      {{"table", TextTable::Side::left}, {"rows", TextTable::Side::right}, {"sha256", TextTable::Side::left}});
  for (const CopiedTable& each : done.tables) {
    answer.data["tables"].push_back({{"table", each.name}, {"rows", each.rows}, {"sha256", each.sha256}});
    if (each.rows > 0) table.row({each.name, std::to_string(each.rows), each.sha256.substr(0, 16)});
  }
  answer.text = table.text() + "each table was read again from the copy, and is the same\n";
  if (!done.mark.empty()) answer.text += "the mark of what left is copied to " + printable(done.mark) + "\n";
  answer.text += "next: database in " + printable(settings_file) +
                 " names the copy, dunmail verify looks at it, and nobody uses the old one any more: both would send\n";
  return answer;
}

void describe_store(CommandTable& table) {
  const auto order = std::make_shared<CopyOrder>();
  CLI::App* store = table.group("store", "the database as a whole");
  CLI::App* copy = table.add(
      "copy", "everything into another, empty database: a file, or postgresql://...",
      [order, &table] { return store_copy_command(table.config(), *order, progress_line("copying row")); }, store);
  copy->add_option("from", order->from, "a file, or postgresql://USER@HOST/DATABASE")->required();
  copy->add_option("to", order->to, "the same")->required();
}

}  // namespace dunmail
