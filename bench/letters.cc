// How fast letters are printed: from the facts of a letter to PDF/A-1b bytes, on one thread and on two, with the share
// of each phase, and beside it libharu's own embedding of the same font, in the same run on the same machine.
//
//   build/release/bench/bench_letters [LETTERS] [FILE.pdf]     (from the project's root; 20,000; one of the letters)
#include <fmt/format.h>
#include <hpdf.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "letters/press.h"
#include "letters/sample_letter.h"
#include "pdf/phases.h"
#include "typeset/sample_document.h"

using namespace dunmail;

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

struct Tally {
  std::size_t letters = 0, bytes = 0, most = 0;
  double cpu = 0;  ///< of the calling thread: on a machine that others share, the wall clock says little
  PhaseTimes phases;
};

/// Names of debtors that share few characters, so that every letter has glyphs of its own.
std::string debtor(int k) {
  static const char32_t pool[] =
      U"赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花"
      U"方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明"
      U"臧";
  constexpr std::size_t size = std::size(pool) - 1;
  std::u32string name;
  for (std::size_t n = 0; n < 6; ++n)
    name += pool[(static_cast<std::size_t>(k) * 7919 + n * 104729 + static_cast<std::size_t>(k) / 13 * n) % size];
  return to_utf8(name) + "贸易有限公司";
}

/// A reminder of one page with five invoices; every letter has its own debtor, person, amounts and numbers.
LetterFacts letter(int k) {
  LetterFacts f = sample_letter("zh-CN", "reminder");
  f.number = fmt::format("启明函〔2026〕{}号", k % 10000);
  f.debtor.name = debtor(k);
  f.addressee.name = to_utf8(to_utf32(debtor(k + 7)).substr(0, 3));
  while (f.items.size() < 5) f.items.push_back(f.items[f.items.size() % 3]);
  f.total = 0;
  for (std::size_t i = 0; i < f.items.size(); ++i) {
    ItemFacts& item = f.items[i];
    item.invoice = fmt::format("FP-2026-{}", 1000 + (k * 5 + static_cast<int>(i)) % 9000);
    item.open = item.amount =
        100'00 + (static_cast<std::int64_t>(k) * 7919 + static_cast<std::int64_t>(i) * 104729) % 90'000'00;
    f.total += item.open;
  }
  return f;
}

Tally run(const std::shared_ptr<const Press>& press, int from, int to) {
  Printer printer(press);
  Tally tally;
  phase_times = &tally.phases;
  const double cpu = Phase::now();
  for (int k = from; k < to; ++k) {
    const auto printed = printer.print(letter(k));
    if (!printed) throw Error(ErrorKind::internal, printed.problem());
    if (printed->pages != 1) throw Error(ErrorKind::internal, "bench", "a letter has more than one page");
    tally.bytes += printed->pdf.size();
    tally.most = std::max(tally.most, printed->pdf.size());
    ++tally.letters;
  }
  tally.cpu = Phase::now() - cpu;
  phase_times = nullptr;
  return tally;
}

/// The same characters through HPDF_LoadTTFontFromFile2 and the "UTF-8" encoder; no layout, no PDF/A.
double libharu_letters_a_second(int letters) {
  const Document document = sample::reminder();
  const auto begin = Clock::now();
  for (int k = 0; k < letters; ++k) {
    HPDF_Doc doc = HPDF_New(nullptr, nullptr);
    HPDF_UseUTFEncodings(doc);
    HPDF_SetCompressionMode(doc, HPDF_COMP_ALL);
    const char* name = HPDF_LoadTTFontFromFile2(doc, "/usr/share/fonts/truetype/arphic/uming.ttc", 0, HPDF_TRUE);
    HPDF_Font font = name ? HPDF_GetFont(doc, name, "UTF-8") : nullptr;
    if (!font) throw Error(ErrorKind::system, "libharu", "cannot load AR PL UMing");
    HPDF_Page page = HPDF_AddPage(doc);
    HPDF_Page_SetSize(page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
    HPDF_Page_BeginText(page);
    HPDF_Page_SetFontAndSize(page, font, 12);
    float y = 780;
    for (const Block& block : document.blocks)
      for (const Span& span : block.text) HPDF_Page_TextOut(page, 60, y -= 20, span.text.c_str());
    HPDF_Page_EndText(page);
    HPDF_SaveToStream(doc);
    HPDF_Free(doc);
  }
  return letters / seconds_since(begin);
}

}  // namespace

int main(int argc, char** argv) try {
  const int letters = argc > 1 ? std::max(20, std::atoi(argv[1])) : 20000;
  const auto begin = Clock::now();
  const auto press = Press::open({});
  fmt::print("press opened: {:.2f} s\n", seconds_since(begin));
  run(press, 0, letters / 20);
  const long before = peak_kilobytes();

  const auto start = Clock::now();
  const Tally one = run(press, 0, letters);
  const double single = seconds_since(start), n = one.cpu / 100;
  const PhaseTimes& p = one.phases;
  fmt::print("1 thread:  {:.0f} letters a second of processor time ({:.0f} by the wall clock)\n", letters / one.cpu,
             letters / single);
  fmt::print(
      "phases:    template and markup {:.0f} %, shaping {:.0f} %, layout {:.0f} %, subset {:.0f} %, PDF {:.0f} %, "
      "rest {:.0f} %\n",
      p.fill / n, p.shaping / n, (p.layout - p.shaping) / n, (p.subset + p.prepare) / n, (p.pdf - p.subset) / n,
      (one.cpu - p.fill - p.layout - p.prepare - p.pdf) / n);
  fmt::print("size:      {:.1f} KB a letter, {:.1f} KB the largest, AR PL UMing and Zen Hei embedded\n",
             static_cast<double>(one.bytes) / letters / 1000, static_cast<double>(one.most) / 1000);
  fmt::print("memory:    {:.0f} MB after {} letters, {:.0f} MB after {}\n", static_cast<double>(before) / 1000,
             letters / 20, static_cast<double>(peak_kilobytes()) / 1000, letters);

  const auto both = Clock::now();
  Tally two;
  std::thread other([&] { two = run(press, 0, letters / 2); });
  const Tally three = run(press, letters / 2, letters);
  other.join();
  fmt::print(
      "2 threads: {:.2f} times the letters of one by the wall clock; a letter costs {:.2f} times the processor time\n",
      single / seconds_since(both), (two.cpu + three.cpu) / one.cpu);

  const double haru = libharu_letters_a_second(20);
  fmt::print("libharu's own embedding: {:.1f} letters/s; ours is {:.0f} times that\n", haru, letters / single / haru);
  if (argc > 2) write_file(argv[2], Printer(press).print(letter(0))->pdf);
  return 0;
} catch (const Error& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
