// dunmail report: the key figures of report.h as tables, JSON, CSV and a chart.
#pragma once

#include "base/config_table.h"
#include "cli/command_table.h"
#include "insight/chart.h"
#include "insight/report.h"

namespace dunmail {

struct ReportOrder {
  ReportPeriod period;
  std::string csv, svg;  ///< files to write; empty: none
  std::string prices;    ///< TOML: what a letter costs; empty: as the settings say
};

/// Reads every case once and writes nothing into the store.
Answer report_command(World& world, const ReportOrder& order);

/// One row for each figure: section, name, currency, figure, value; sums in plain digits with a point.
std::string report_csv(const ReportFigures& figures);
Chart report_chart(const ReportFigures& figures);

void describe_report(CommandTable& table);

}  // namespace dunmail
