// dunmail report: the key figures of report.h as tables, JSON, CSV and a chart.
#pragma once

#include "app/answer.h"
#include "app/chart.h"
#include "app/plan.h"
#include "app/report.h"
#include "base/config_table.h"

namespace dunmail {

struct ReportOrder {
  ReportPeriod period;
  std::string csv, svg;  ///< files to write; empty: none
  std::string prices;    ///< TOML: what a letter costs; empty: not counted
};

/// Reads every case once and writes nothing into the store.
Answer report_command(World& world, const ReportOrder& order, const Progress& progress);

/// Lines such as post = { CNY = "1.20" }, for email, fax, post and registered. Throws Error(config) with file, line, column.
LetterPrices parse_prices(const ConfigTable& table);

/// One row for each figure: section, name, currency, figure, value; sums in plain digits with a point.
std::string report_csv(const ReportFigures& figures);
Chart report_chart(const ReportFigures& figures);

}  // namespace dunmail
