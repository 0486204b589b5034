// The key figures of a whole ledger.
#pragma once

#include "desk/case_trouble.h"
#include "desk/world.h"
#include "insight/report.h"

namespace dunmail {

struct ReportResult {
  ReportFigures figures;
  CaseTroubles trouble;  ///< cases that were left out
};
/// Reads every case once and writes nothing into the store. Throws Error(usage) where the period ends before it begins.
ReportResult report_ledger(World& world, const ReportPeriod& period, const LetterPrices& prices);

}  // namespace dunmail
