// How fast letters are typeset: from a Document to PDF/A-1b bytes, on one thread and on two, and beside it libharu's
// own embedding of the same font, in the same run on the same machine.
//
//   build/release/bench/bench_letters [LETTERS]      (run it from the project's root; 20,000 by default)
#include <fmt/format.h>
#include <hpdf.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <set>
#include <thread>

#include "base/text.h"
#include "letters/pdf.h"
#include "letters/prepare.h"
#include "letters/sample_document.h"

using namespace dunmail;

namespace {

using Clock = std::chrono::steady_clock;

/// Of the calling thread: on a machine that others share, the wall clock says little.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

struct Tally {
  std::size_t letters = 0, bytes = 0;
  double layout = 0, pdf = 0, cpu = 0;
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

Tally run(const std::shared_ptr<const FontSet>& fonts, const Stationery& sheet, const PreparedSubset& prepared,
          int from, int to) {
  ShapingRoom shaping(fonts);
  PdfRoom pdf;
  Tally tally;
  const double cpu = cpu_seconds();
  for (int k = from; k < to; ++k) {
    const Document document = sample::reminder(5, debtor(k), k % 5000);
    const auto begin = Clock::now();
    const auto layout = lay_out(document, sheet, shaping);
    if (!layout) throw Error(ErrorKind::internal, layout.problem());
    const auto middle = Clock::now();
    tally.bytes += write_pdf(*layout, document, *fonts, prepared, pdf).size();
    tally.pdf += seconds_since(middle);
    tally.layout += std::chrono::duration<double>(middle - begin).count();
    ++tally.letters;
  }
  tally.cpu = cpu_seconds() - cpu;
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
  const int letters = argc > 1 ? std::atoi(argv[1]) : 20000;
  const auto begin = Clock::now();
  const auto fonts = FontSet::load("fonts/fonts.toml");
  const auto sheet = load_stationery("letter-templates/stationery/cn-a4.toml", *fonts);
  ShapingRoom room(fonts);
  const PreparedSubset prepared =
      prepare({sample::common_words(), "发票号码合同编号到期日逾期天数未付金额（元）合计", {}, "催款提示函", {}, {}},
              "zh-CN", *sheet, room);
  fmt::print("fonts, sheet and prepared subset: {:.2f} s\n", seconds_since(begin));

  run(fonts, *sheet, prepared, 0, letters / 20);
  const long before = peak_kilobytes();
  auto start = Clock::now();
  const Tally one = run(fonts, *sheet, prepared, 0, letters);
  const double single = static_cast<double>(one.letters) / seconds_since(start);
  const double spent = one.layout + one.pdf;
  std::set<char32_t> distinct;
  for (const char32_t c : to_utf32(sample::all_words(sample::reminder())))
    if (c > 0x2E80) distinct.insert(c);
  fmt::print(
      "1 thread:  {:.0f} letters/s ({:.0f} a second of processor time); layout {:.0f} %, subset and PDF {:.0f} %\n",
      single, static_cast<double>(one.letters) / one.cpu, 100 * one.layout / spent, 100 * one.pdf / spent);
  fmt::print("size:      {:.1f} KB a letter of {} different Chinese characters, AR PL UMing and Zen Hei embedded\n",
             static_cast<double>(one.bytes) / static_cast<double>(one.letters) / 1000, distinct.size());
  fmt::print("memory:    {:.0f} MB after {} letters, {:.0f} MB after {}\n", static_cast<double>(before) / 1000,
             letters / 20, static_cast<double>(peak_kilobytes()) / 1000, letters);

  start = Clock::now();
  Tally two;
  std::thread other([&] { two = run(fonts, *sheet, prepared, 0, letters / 2); });
  const Tally three = run(fonts, *sheet, prepared, letters / 2, letters);
  other.join();
  const double both = letters / seconds_since(start);
  fmt::print("2 threads: {:.0f} letters/s, {:.2f} times one; a letter costs {:.2f} times the processor time\n", both,
             both / single, (two.cpu + three.cpu) / one.cpu);

  const double haru = libharu_letters_a_second(20);
  fmt::print("libharu's own embedding: {:.1f} letters/s; ours is {:.0f} times that\n", haru, single / haru);
  return 0;
} catch (const Error& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
