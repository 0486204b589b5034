#include "base/text.h"
#include "letters/press.h"
#include "letters/press_parts.h"
#include "letters/printer_document.h"
#include "pdf/phases.h"
#include "pdf/write_pdf.h"

namespace dunmail {

struct Printer::Room {
  std::shared_ptr<const Press> press;
  Filler filler;
  ShapingRoom shaping;
  PdfRoom pdf;

  explicit Room(std::shared_ptr<const Press> p) : press(std::move(p)), shaping(press->parts_->fonts) {}
  Result<PrintedLetter> print(const LetterFacts& facts, const std::string& kind, int pages);
};

Result<PrintedLetter> Printer::Room::print(const LetterFacts& facts, const std::string& kind, int pages) {
  const Press::Parts& parts = *press->parts_;
  auto choice = parts.shelf.find(kind, facts.debtor.kind, facts.locale);
  if (!choice) return choice.problem();
  const FrontMatter& front = choice->letter->front();
  if (auto missing = missing_facts(facts, front)) return *missing;

  Scene scene{facts, *choice->words, choice->words->locale, pages};
  scene.draft = front.issued_by_lawyer && (!facts.law_firm || !facts.law_firm->missing().empty());
  if (auto forbidden = parts.wording.forbidden(facts.extra, scene.locale))
    return Problem{"letter " + facts.number, "the added sentence: " + forbidden->message, forbidden->hint};
  auto filled = [&] {
    const Phase phase(&PhaseTimes::fill);
    return filler.fill(choice->letter, scene);
  }();
  if (!filled) return filled.problem();

  PrintedLetter out;
  const std::string decisions = filled->decisions;
  out.title = filled->title;
  out.subject = filled->subject;
  out.mail_body = std::string(trim(filled->mail));
  out.locale = locale_name(scene.locale);
  out.draft = scene.draft;
  if (choice->warning) out.warnings.push_back(*choice->warning);

  const Stationery& stationery = parts.stationery_for(*choice->letter, scene);
  Document document = make_document(scene, front, std::move(*filled), !stationery.recipient_flows);
  document.stationery = stationery.name;
  const auto laid = [&] {
    const Phase phase(&PhaseTimes::layout);
    return lay_out(document, stationery, shaping);
  }();
  if (!laid) {
    Problem problem = laid.problem();
    problem.where = problem.where.empty() ? "letter " + facts.number : "letter " + facts.number + ", " + problem.where;
    return problem;
  }
  out.pages = static_cast<int>(laid->pages.size());
  out.envelope = fit_envelope(*laid, stationery);
  const auto prepared = [&] {
    const Phase phase(&PhaseTimes::prepare);
    return parts.prepared(*choice->letter, decisions, scene, shaping);
  }();
  const Phase phase(&PhaseTimes::pdf);
  out.pdf = write_pdf(*laid, *parts.fonts, *prepared, pdf);
  return out;
}

Printer::Printer(std::shared_ptr<const Press> press) : room_(std::make_unique<Room>(std::move(press))) {}
Printer::~Printer() = default;
Printer::Printer(Printer&&) noexcept = default;

namespace {

/// Facts that break a bound (a sum beyond int64) hold their own letter; what is broken in the press stops the run.
template <class Print>
Result<PrintedLetter> held_if_input(const LetterFacts& facts, const Print& print) {
  try {
    return print();
  } catch (const Error& e) {
    if (e.kind() != ErrorKind::input) throw;
    return Problem{"letter " + facts.number, e.problem().message, e.problem().hint};
  }
}

}  // namespace

Result<PrintedLetter> Printer::print(const LetterFacts& facts) {
  return held_if_input(facts, [&] { return room_->print(facts, facts.kind, 0); });
}

Result<PrintedLetter> Printer::print_fax_cover(const LetterFacts& facts, int letter_pages) {
  return held_if_input(facts, [&] { return room_->print(facts, "fax-cover", letter_pages + 1); });
}

}  // namespace dunmail
