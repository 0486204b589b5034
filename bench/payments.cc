// How long matching takes: N bank entries against N open invoices of N/4 debtors, in memory.
//   bench_payments [N]        default 100,000
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>

#include "ledger/match.h"

using namespace dunmail;

namespace {

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
  const int n = argc > 1 ? std::atoi(argv[1]) : 100'000;
  std::mt19937 random(1);
  const Currency cny = *Currency::find("CNY");
  const Date day = make_date(2026, 11, 20);
  std::vector<KnownInvoice> invoices;
  std::vector<KnownDebtor> debtors;
  std::vector<KnownPayer> payers;
  char text[160];
  for (int d = 0; d < n / 4; ++d) {
    std::snprintf(text, sizeof text, "D%07d", d);
    debtors.push_back({text, "上海正信第" + std::to_string(d) + "商贸有限公司"});
    payers.push_back({"62220210" + std::to_string(d), text});
  }
  for (int i = 0; i < n; ++i) {
    std::snprintf(text, sizeof text, "INV-2026-%06d", i);
    invoices.push_back({text, debtors[static_cast<std::size_t>(i / 4) % debtors.size()].id, "main", cny, day - Days(60),
                        day - Days(static_cast<int>(random() % 30)),
                        static_cast<std::int64_t>(random() % 50'000'000 + 10'000)});
  }
  std::vector<BankEntry> entries;
  for (int i = 0; i < n; ++i) {
    const KnownInvoice& invoice = invoices[random() % invoices.size()];
    BankEntry e;
    e.id = std::to_string(i);
    e.booked = e.value = day;
    e.amount = {invoice.open, cny};
    const int d = std::atoi(invoice.debtor.c_str() + 1);
    switch (i % 4) {
      case 0:
        e.text = "付" + invoice.number + "货款 2026年11月20日 合同HT-2026-0312 谢谢";
        break;
      case 1:
        e.payer_account = "62220210" + std::to_string(d), e.text = "货款";
        break;
      case 2:
        e.payer = "上海正信第" + std::to_string(d) + "商贸有限公司", e.text = "往来款 20261120 流水 8837465529103847";
        break;
      default:
        e.amount.minor += 1, e.text = "转账 无附言 REF 773645 客户 1928374";
        break;
    }
    entries.push_back(std::move(e));
  }
  auto begin = std::chrono::steady_clock::now();
  const Matcher matcher({std::move(invoices), std::move(debtors), std::move(payers)}, {});
  const double built = seconds_since(begin);
  begin = std::chrono::steady_clock::now();
  std::map<std::string, int> states;
  for (const BankEntry& e : entries) {
    const Match m = matcher.match(e);
    ++states[word(m.confidence)];
  }
  const double took = seconds_since(begin);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("index      %d invoices in %.2f s\n", n, built);
  std::printf("match      %d entries in %.2f s: %.0f a second; %d sure, %d suggested, %d none\n", n, took, n / took,
              states["sure"], states["suggested"], states["none"]);
  std::printf("memory     peak %ld MB\n", usage.ru_maxrss / 1024);
}
