#include "cli/commands_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "cli/template_files.h"
#include "desk/find.h"
#include "desk/letter_facts.h"
#include "desk/rules.h"
#include "letters/printer_document.h"
#include "letters/sample_letter.h"
#include "letters/template_shelf.h"
#include "letters/wording.h"
#include "pdf/fax_image.h"
#include "pdf/page_image.h"
#include "pdf/write_pdf.h"
#include "typeset/stationery_preview.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

constexpr int kPictureDots = 110;  // an inch: a page of A4 fits a screen

/// As the settings say, or the product's own where there are no settings: a workbench needs no desk.
PressFiles press_files(const std::string& settings_file) {
  if (settings_file != "dunmail.toml" || fs::exists(settings_file)) {
    const Settings s = Settings::load(settings_file);
    return {s.templates, s.fonts, s.stationery, s.default_locale, s.stationery_of};
  }
  const fs::path share = share_folder();
  PressFiles files;
  files.templates = (share / "letter-templates").string();
  files.fonts = (share / "fonts" / "fonts.toml").string();
  return files;
}

[[noreturn]] void fail(const Problem& problem) { throw Error(ErrorKind::input, problem); }

std::vector<Problem> faults_in(const std::string& folder, const std::string& fonts) {
  std::vector<Problem> out;
  try {
    out = check_templates(folder);
    const auto faces = FontSet::load(fonts);
    for (const fs::path& path : stationery_files(folder)) {
      try {
        (void)load_stationery(path.string(), *faces);
      } catch (const Error& e) {
        out.push_back(e.problem());
      }
    }
  } catch (const fs::filesystem_error& e) {
    throw Error(ErrorKind::input, e.path1().string(), e.code().message(), "may this folder be read?");
  }
  return out;
}

/// The person a letter of no particular tier would go to: the first who can be named.
Contact someone(const std::vector<Contact>& contacts) {
  const auto named = std::find_if(contacts.begin(), contacts.end(),
                                  [](const Contact& c) { return !c.name.empty() && !c.position.empty(); });
  if (named != contacts.end()) return *named;
  return contacts.empty() ? Contact{} : contacts.front();
}

/// The debtor's account as a letter of this kind would tell it today, whether it is its turn or not.
class AccountPreview {
 public:
  AccountPreview(World& world, const PreviewOrder& order) : world_(world), order_(order) {}

  LetterFacts facts(std::vector<std::string>& remarks) {
    const CaseInput input = account(remarks);
    CaseRules rules = rules_of(world_);
    rules.has_template = [this](const std::string& kind, const std::string& locale) {
      return world_.press()->has_template(kind, locale);
    };
    Examined seen = examine(rules, input, order_.today);
    const bool its_turn = seen.decision.tier && seen.decision.tier->id == order_.kind && seen.step;
    if (!its_turn) pretend(seen, input);
    if (!order_.locale.empty()) seen.step->contact.locale = order_.locale;
    if (seen.step->contact.locale.empty()) seen.step->contact.locale = input.account.debtor.locale;
    const std::string locale = seen.step->contact.locale;
    const std::string number = letter_number(world_.settings, locale, static_cast<int>(civil(order_.today).year()), 0);
    const auto charges = world_.charges_for(input, seen, order_.today);
    if (!charges) remarks.push_back("without charges: " + charges.problem().line());
    LetterFacts out = letter_facts(world_.settings, input, seen, charges ? *charges : LetterCharges{}, number,
                                   deadline(seen, input), order_.today);
    if (!order_.debtor_kind.empty()) out.debtor.kind = order_.debtor_kind;
    if (!its_turn) remarks.push_back("it is not this letter's turn: dunmail explain " + order_.debtor + " says why");
    fill_in(out, locale, remarks);
    return out;
  }

 private:
  CaseInput account(std::vector<std::string>& remarks) {
    need_debtor(world_, order_.debtor);
    std::vector<CaseInput> found;
    world_.store.each_account(order_.debtor, [&](CaseInput&& input) { found.push_back(std::move(input)); });
    if (found.empty())
      throw Error(ErrorKind::usage, "--debtor", "debtor \"" + order_.debtor + "\" has no invoices",
                  "leave --debtor out for sample facts");
    if (found.size() > 1)
      remarks.push_back(fmt::format("one of {} accounts: {}", found.size(), found.front().account.case_id()));
    if (!world_.settings.has_creditor(found.front().account.creditor))
      throw Error(ErrorKind::config, world_.settings.file,
                  fmt::format("has no [creditor.{}]", found.front().account.creditor), "add its letterhead");
    return std::move(found.front());
  }

  /// A decision for this kind, with every invoice that such a letter could list.
  void pretend(Examined& seen, const CaseInput& input) {
    const Tier* known = seen.policy->find(order_.kind);
    if (known) tier_ = *known;
    tier_.id = tier_.template_kind = order_.kind;
    seen.decision.tier = &tier_;
    seen.decision.invoices.clear();
    seen.decision.amount = 0;
    const bool all = order_.kind == "statement" || order_.kind == "pre-due-notice" || seen.arrears.demand == 0;
    for (const ArrearsLine& line : seen.arrears.lines) {
      if (!(all || line.overdue()) || line.demandable() <= 0) continue;
      seen.decision.invoices.push_back(line.invoice.number);
      seen.decision.amount += line.demandable();
    }
    Step step;
    step.day = order_.today;
    step.contact = someone(input.contacts);
    seen.step = step;
  }

  std::optional<Date> deadline(const Examined& seen, const CaseInput& input) {
    if (seen.decision.tier->deadline_days == 0) return std::nullopt;
    const auto calendar = world_.calendars.find(input.account.debtor.calendar, input.account.debtor.address.country);
    if (!calendar) fail(calendar.problem());
    return deadline_after(order_.today, seen.decision.tier->deadline_days, **calendar).day;
  }

  /// What the case does not hold, and the letter is about.
  void fill_in(LetterFacts& facts, const std::string& locale, std::vector<std::string>& remarks) {
    const LetterFacts sample = sample_letter(locale, order_.kind, facts.debtor.kind);
    const auto lend = [&](auto& own, const auto& lent, const char* what) {
      if (own || !lent) return;
      own = lent;
      remarks.push_back(fmt::format("the {} is a sample: the case has none", what));
    };
    if (const auto lacks = world_.settings.creditor_lacks(facts.creditor.id))
      remarks.push_back("the plan holds its letters: " + *lacks);
    if (facts.signatory.name.empty()) {
      facts.signatory = sample.signatory;
      remarks.push_back("the signatory is a sample: the creditor has none");
    }
    lend(facts.promise, sample.promise, "promise");
    lend(facts.payment, sample.payment, "payment");
    lend(facts.dispute, sample.dispute, "dispute");
  }

  World& world_;
  const PreviewOrder& order_;
  Tier tier_;
};

std::string picture_name(const std::string& pdf, std::size_t page, std::size_t pages) {
  fs::path out(pdf);
  const std::string stem = out.stem().string();
  return out.replace_filename(pages == 1 ? stem + ".png" : fmt::format("{}-{}.png", stem, page + 1)).string();
}

void add_pictures(const std::string& file, const PrintedLetter& letter, Answer& answer) {
  const auto pictures = png_pages(letter.pdf, kPictureDots, letter.pages);
  answer.data["pictures"] = Json::array();
  if (!pictures) {
    answer.text += "no picture: " + pictures.problem().line() + "\n";
    answer.data["warnings"].push_back(pictures.problem().line());
    answer.exit_code = 3;
    return;
  }
  for (std::size_t k = 0; k < pictures->size(); ++k) {
    const std::string name = picture_name(file, k, pictures->size());
    write_file(name, (*pictures)[k]);
    answer.data["pictures"].push_back(name);
    answer.text += name + "\n";
  }
}

/// As a machine would print it, cover first.
void add_fax(const std::string& file, const PrintedLetter& letter, const LetterFacts& facts, Printer& printer,
             Answer& answer) {
  const auto cover = printer.print_fax_cover(facts, letter.pages);
  if (!cover) fail(cover.problem());
  const auto image = fax_image({cover->pdf, letter.pdf});
  if (!image) {
    answer.text += "no fax image: " + image.problem().line() + "\n";
    answer.data["warnings"].push_back(image.problem().line());
    answer.exit_code = 3;
    return;
  }
  const std::string name = fs::path(file).replace_extension(".tif").string();
  write_file(name, image->tiff);
  answer.data["fax"] = {{"file", name}, {"pages", image->pages}, {"bytes", image->tiff.size()}};
  answer.text += fmt::format("{}: {} page(s) of fax, {} bytes\n", name, image->pages, image->tiff.size());
}

std::string measures(const Rectangle& b) {
  const auto mm = [](double points) { return points / kPointsPerMm; };
  return fmt::format("{:.1f}, {:.1f}  {:.1f} x {:.1f}", mm(b.x), mm(b.y), mm(b.width), mm(b.height));
}

/// The sample debtors' addresses as the window shows them, by locale; the longest that still should fit among them.
std::vector<std::pair<std::string, std::vector<std::string>>> sample_addresses(const PressFiles& files) {
  const TemplateShelf shelf(files.templates, files.default_locale);
  std::vector<std::pair<std::string, std::vector<std::string>>> out;
  for (const std::string_view name : letter_locales) {
    const std::string locale(name);
    if (!shelf.has("reminder", locale)) continue;
    const LocaleWords& words = shelf.words(locale);
    for (const std::string_view kind : {"small-business", "individual", "public-body"}) {
      const LetterFacts facts = sample_letter(locale, "reminder", std::string(kind));
      const Scene scene{facts, words, words.locale};
      const Document document = make_document(scene, {}, {}, true);
      out.emplace_back(fmt::format("{}, {}", locale, kind), document.furniture.recipient);
    }
  }
  return out;
}

}  // namespace

Answer template_check_command(const std::string& settings_file, const std::string& folder) {
  PressFiles files;
  if (folder.empty()) {
    files = press_files(settings_file);
  } else {
    files.templates = folder;
    files.fonts = (fs::path(share_folder()) / "fonts" / "fonts.toml").string();
  }
  if (!fs::is_directory(files.templates))
    throw Error(ErrorKind::usage, files.templates, "is no folder of templates", "name a folder with LOCALE/KIND.md");
  Answer answer;
  answer.data["folder"] = files.templates;
  answer.data["faults"] = Json::array();
  for (const Problem& fault : faults_in(files.templates, files.fonts)) {
    answer.text += fault.line() + "\n";
    answer.data["faults"].push_back({{"where", fault.where}, {"message", fault.message}, {"hint", fault.hint}});
    answer.exit_code = 1;
  }
  const std::size_t faults = answer.data["faults"].size();
  answer.text += fmt::format("{}: {}\n", printable(files.templates),
                             faults ? fmt::format("{} fault(s)", faults) : std::string("no faults"));
  return answer;
}

Answer template_preview_command(const std::string& settings_file, const PreviewOrder& order) {
  need_word(order.kind, letter_kinds, "template preview", "kind of letter");
  if (!order.locale.empty()) need_word(order.locale, letter_locales, "--locale", "locale");
  if (!order.debtor_kind.empty()) need_word(order.debtor_kind, debtor_kinds, "--debtor-kind", "kind of debtor");
  std::vector<std::string> remarks;
  LetterFacts facts;
  std::shared_ptr<const Press> press;
  if (order.debtor.empty()) {
    if (order.locale.empty())
      throw Error(ErrorKind::usage, "--locale", "is needed for sample facts",
                  fmt::format("one of {}", fmt::join(letter_locales, ", ")));
    facts = sample_letter(order.locale, order.kind, order.debtor_kind.empty() ? "small-business" : order.debtor_kind);
    press = Press::open(press_files(settings_file));
  } else {
    World world = World::open(settings_file);
    facts = AccountPreview(world, order).facts(remarks);
    press = world.press();
  }
  Printer printer(press);
  const auto letter = order.kind == "fax-cover" ? printer.print_fax_cover(facts, 1) : printer.print(facts);
  if (!letter) fail(letter.problem());

  const std::string file =
      order.out.empty() ? fmt::format("{}.{}.pdf", order.kind, order.locale.empty() ? facts.locale : order.locale)
                        : order.out;
  write_file(file, letter->pdf);
  Answer answer;
  answer.data = {{"kind", order.kind},
                 {"locale", letter->locale},
                 {"debtor_kind", facts.debtor.kind},
                 {"debtor", facts.debtor.id},
                 {"file", file},
                 {"pages", letter->pages},
                 {"bytes", letter->pdf.size()},
                 {"title", letter->title},
                 {"subject", letter->subject},
                 {"mail_body", letter->mail_body},
                 {"draft", letter->draft}};
  answer.text = fmt::format("{}: {} page(s), {} bytes\nsubject: {}\n", file, letter->pages, letter->pdf.size(),
                            printable(letter->subject));
  answer.data["warnings"] = Json::array();
  for (const Problem& warning : letter->warnings) remarks.push_back(warning.line());
  for (const std::string& remark : remarks) {
    answer.text += remark + "\n";
    answer.data["warnings"].push_back(remark);
  }
  if (!letter->warnings.empty()) answer.exit_code = 3;
  if (order.png) add_pictures(file, *letter, answer);
  if (order.fax) add_fax(file, *letter, facts, printer, answer);
  return answer;
}

Answer template_fields_command() {
  Answer answer;
  answer.data["fields"] = Json::array();
  TextTable table({{"field", Side::left}, {"type", Side::left}, {"meaning", Side::left}, {"example", Side::left}});
  for (const Field& field : fields()) {
    const std::string name(field.name), type(name_of(field.type)), meaning(field.meaning), example(field.example);
    table.row({name, type, field.list.empty() ? meaning : fmt::format("row of {}: {}", field.list, meaning), example});
    answer.data["fields"].push_back({{"name", name},
                                     {"type", type},
                                     {"meaning", meaning},
                                     {"example", example},
                                     {"list", std::string(field.list)}});
  }
  answer.text = table.text();
  return answer;
}

Answer stationery_preview_command(const std::string& settings_file, const std::string& name, const std::string& out,
                                  const std::vector<std::string>& address) {
  const PressFiles files = press_files(settings_file);
  const auto sheets = stationery_files(files.templates);
  std::vector<std::string> names;
  for (const fs::path& sheet : sheets) names.push_back(sheet.stem().string());
  const bool own_file = name.ends_with(".toml");
  if (!own_file) need_word(name, names, "stationery preview", "stationery");
  const std::string path = own_file ? name : (fs::path(files.templates) / "stationery" / (name + ".toml")).string();

  const auto fonts = FontSet::load(files.fonts);
  const auto stationery = load_stationery(path, *fonts);
  ShapingRoom room(fonts);
  auto layout = preview(*stationery, room);
  if (!layout) fail(layout.problem());
  layout->info = {"Stationery " + stationery->name, "", "2000-01-01T00:00:00Z"};  // the same sheet gives the same bytes
  PdfRoom pdf;
  write_file(out, write_pdf(*layout, *fonts, {}, pdf));

  Answer answer;
  answer.data = {{"name", stationery->name}, {"file", out}, {"frames", Json::array()}, {"addresses", Json::array()}};
  TextTable frames({{"frame", Side::left}, {"from left, top  width x height in mm", Side::left}});
  std::set<std::string> told;  // a frame of both sheets is drawn twice
  for (const Layout::Frame& frame : layout->frames) {
    if (!told.insert(frame.name).second) continue;
    frames.row({frame.name, measures(frame.box)});
    const Rectangle& b = frame.box;
    answer.data["frames"].push_back({{"name", frame.name},
                                     {"x", b.x / kPointsPerMm},
                                     {"y", b.y / kPointsPerMm},
                                     {"width", b.width / kPointsPerMm},
                                     {"height", b.height / kPointsPerMm}});
  }
  answer.text = out + "\n\n" + frames.text() + "\n";
  for (const Mark& mark : stationery->marks)
    answer.text += fmt::format("mark at {:.1f} mm from the top\n", mark.y / kPointsPerMm);
  if (!stationery->recipient) {
    answer.text += "the address stands in the text: there is no window it must fit\n";
    return answer;
  }
  using Addresses = std::vector<std::pair<std::string, std::vector<std::string>>>;
  const Addresses addresses = address.empty() ? sample_addresses(files) : Addresses{{"en, as given", address}};
  for (const auto& [whose, lines] : addresses) {
    const auto problem = check_address(lines, whose.substr(0, whose.find(',')), *stationery, room);
    answer.text += fmt::format("address ({}, {} lines): {}\n", whose, lines.size(),
                               problem ? problem->line() : std::string("fits the window"));
    answer.data["addresses"].push_back(
        {{"whose", whose}, {"lines", lines}, {"fits", !problem}, {"problem", problem ? problem->line() : ""}});
    if (problem) answer.exit_code = 1;
  }
  return answer;
}

}  // namespace dunmail
