// How long a run takes to decide: a made-up ledger of N debtors with five open invoices each, planned on disk.
//   bench_plan [DEBTORS]        default 100,000; the goal is 1,000,000 within a minute
#include "planning/plan.h"

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>

using namespace dunmail;

namespace {

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

long peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

/// One in four is overdue enough for a letter; the others have something open that is not due, or not enough.
void fill(Store& store, int debtors, Date today) {
  std::mt19937 random(1);
  const Currency cny = *Currency::find("CNY");
  store.transaction([&] {
    char id[16];
    for (int n = 0; n < debtors; ++n) {
      std::snprintf(id, sizeof id, "D%08d", n);
      Debtor d;
      d.id = id;
      d.name = "上海正信商贸有限公司";
      d.kind = "small-business";
      d.locale = "zh-CN";
      d.address = {"世纪大道100号", "200120", "上海市", "上海市", "CN"};
      store.put(d);
      store.put(Contact{id, "王芳", "财务部经理", "payer", "女士", std::string(id) + "@debtor.example", "", "", ""});
      const bool late = n % 4 == 0;
      for (int i = 0; i < 5; ++i) {
        const Date due = late ? today - Days(5 + random() % 200) : today + Days(25 + random() % 60);
        store.put(Invoice{std::string(id) + "-" + std::to_string(i),
                          "main",
                          id,
                          "HT-2026",
                          due - Days(30),
                          due,
                          {static_cast<std::int64_t>(random() % 5'000'000 + 50'000), cny},
                          ""},
                  false);
      }
    }
  });
}

}  // namespace

int main(int argc, char** argv) {
  const int debtors = argc > 1 ? std::atoi(argv[1]) : 100'000;
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("dunmail-bench-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::string share = share_folder();
  Settings settings = Settings::load(share + "/samples/dunmail.toml");
  settings.database = (folder / "plan.db").string();
  const Date today = make_date(2026, 11, 20);
  World world{settings,
              Policy::load(share + "/config/policy.toml"),
              Calendars::load(share + "/config/calendars"),
              Store::create(settings.database),
              "bench",
              [today] { return Instant(today); },
              nullptr};

  auto begin = std::chrono::steady_clock::now();
  fill(world.store, debtors, today);
  std::printf("ledger     %d debtors, %d open invoices, stored in %.1f s\n", debtors, debtors * 5,
              seconds_since(begin));
  const long before = peak_mb();
  begin = std::chrono::steady_clock::now();
  const Proposal proposal = plan(world, {today});
  const double took = seconds_since(begin);
  std::printf("plan       %zu cases, %zu letters proposed in %.1f s: %.0f debtors/s, %.1f s for a million\n",
              proposal.examined, proposal.letters(), took, debtors / took, 1e6 * took / debtors);
  std::printf("memory     peak %ld MB before, %ld MB after\n", before, peak_mb());
  std::filesystem::remove_all(folder);
}
