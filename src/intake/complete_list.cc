#include "intake/complete_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"

namespace dunmail {
namespace {

constexpr std::size_t examples_shown = 5;
constexpr const char* gone = "gone from the export";

Vanished vanished(World& world, const ImportOrder& order, const NamedInFile& named) {
  if (order.kind == "invoices")
    return world.store.vanished_invoices(creditor_of(world, order), order.as_of, named.keys);
  if (order.kind == "contacts") return world.store.vanished_contacts(named.keys);
  return world.store.vanished_debtors(creditor_of(world, order), world.settings.creditor_ids().size() == 1, named.keys);
}

bool owes(World& world, const std::string& debtor) {
  bool open = false;
  world.store.each_account(debtor, [&](CaseInput&& input) { open = open || !input.account.items.empty(); });
  return open;
}

}  // namespace

std::string creditor_of(const World& world, const ImportOrder& order) {
  const auto known = world.settings.creditor_ids();
  if (!order.creditor.empty()) {
    if (world.settings.has_creditor(order.creditor)) return order.creditor;
    throw Error(ErrorKind::usage, "creditor", "dunmail.toml has no [creditor." + order.creditor + "]",
                did_you_mean(order.creditor, known));
  }
  if (world.settings.has_creditor("main")) return "main";
  if (known.size() == 1) return known.front();
  throw Error(ErrorKind::usage, "complete", "dunmail.toml has several creditors and none is called main",
              "say whose list it is with --creditor NAME");
}

void check_complete_order(World& world, const ImportOrder& order) {
  if (!order.complete) {
    if (order.allow_vanish) throw Error(ErrorKind::usage, "allow-vanish", "belongs to --complete", "");
    if (!order.creditor.empty()) creditor_of(world, order);
    return;
  }
  if (order.kind != "invoices" && order.kind != "contacts" && order.kind != "debtors")
    throw Error(ErrorKind::usage, "complete", "is for invoices, contacts and debtors, not for " + order.kind, "");
  if (order.files.size() != 1)
    throw Error(ErrorKind::usage, "complete", "a complete list is one file",
                "put the files together first: each would end what the others name");
  if (order.skip_bad)
    throw Error(ErrorKind::usage, "complete", "does not go with --skip-bad",
                "a row that is left out would look like one that is gone; mend the row");
  creditor_of(world, order);
  if (const auto newest = world.store.newest_import(order.kind); newest && order.as_of < *newest)
    throw Error(ErrorKind::usage, "as-of",
                fmt::format("{} were imported as of {} already, this complete list is of {}", order.kind, iso(*newest),
                            iso(order.as_of)),
                "an older list cannot say what is gone; import the newest one");
}

namespace {

Problem nothing_named(const std::string& file) {
  return {file, "a complete list without a row", "nothing would be left; was the export cut off?"};
}

std::optional<Problem> too_many(World& world, const ImportOrder& order, const std::string& file, const Vanished& found,
                                std::size_t new_ones) {
  const auto percent = static_cast<std::size_t>(world.settings.max_vanish_percent);
  const std::size_t of = found.of + new_ones, may_go = percent == 0 ? 0 : std::max<std::size_t>(1, of * percent / 100);
  if (found.keys.size() <= may_go || order.allow_vanish) return std::nullopt;
  std::vector<std::string> examples;
  for (std::size_t i = 0; i < found.keys.size() && i < examples_shown; ++i)
    examples.push_back(printable(found.keys[i].second.empty() ? found.keys[i].first
                                                              : found.keys[i].second + " of " + found.keys[i].first));
  const std::string what = order.kind == "invoices"   ? "open invoices"
                           : order.kind == "contacts" ? "contacts of the debtors that it names"
                                                      : "debtors";
  return Problem{file,
                 fmt::format("{} of {} {} are gone from it, more than {} percent: {}{}", found.keys.size(), of, what,
                             percent, fmt::join(examples, ", "), found.keys.size() > examples_shown ? ", ..." : ""),
                 "is the file cut off? if it is right, add --allow-vanish (import.max_vanish_percent in dunmail.toml)"};
}

void end(World& world, const ImportOrder& order, const std::string& key, const std::string& name, LedgerNews& news) {
  const std::string reason = fmt::format("{} of {}", gone, iso(order.as_of));
  if (order.kind == "invoices") {
    const auto was = world.store.invoice_state(key);
    world.store.close_invoice(key, gone, order.as_of, "");
    if (was) news.invoice_closed(*was, key, gone);
  } else if (order.kind == "contacts") {
    world.store.set_contact_inactive(key, name, reason, order.as_of, "");
    news.contact_inactive(key, name, gone);
  } else {
    world.store.set_debtor_inactive(key, reason, order.as_of);
    news.debtor_inactive(key, gone, owes(world, key));
  }
}

/// Ends each of them, so many in a page.
template <class All, class F>
void in_pages(const All& all, const std::function<void(const std::function<void()>&)>& in_page, F end_one) {
  constexpr std::size_t page_size = 1000;
  for (std::size_t from = 0; from < all.size(); from += page_size)
    in_page([&] {
      for (std::size_t i = from; i < std::min(from + page_size, all.size()); ++i) end_one(all[i]);
    });
}

}  // namespace

std::optional<Problem> too_much_vanishes(World& world, const ImportOrder& order, const std::string& file,
                                         const NamedInFile& named, std::size_t new_ones) {
  if (named.keys.empty()) return nothing_named(file);
  return too_many(world, order, file, vanished(world, order, named), new_ones);
}

std::optional<Problem> let_vanish(World& world, const ImportOrder& order, const std::string& file,
                                  const NamedInFile& named, LedgerNews& news,
                                  const std::function<void(const std::function<void()>&)>& in_page) {
  if (named.keys.empty()) return nothing_named(file);
  const Vanished found = vanished(world, order, named);
  if (auto problem = too_many(world, order, file, found, 0)) return problem;
  in_pages(found.keys, in_page, [&](const auto& each) { end(world, order, each.first, each.second, news); });
  // Cleared in the ERP together with what it was a credit for: a free credit would cover what falls due next.
  if (order.kind == "invoices" && named.credit_notes)
    in_pages(world.store.vanished_credit_notes(creditor_of(world, order), order.as_of, named.keys), in_page,
             [&](const std::string& number) {
               news.credit_note_closed(world.store.close_credit_note(number), number, gone);
             });
  return std::nullopt;
}

}  // namespace dunmail
