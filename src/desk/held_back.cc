#include "desk/held_back.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "desk/rules.h"

namespace dunmail {
namespace {

constexpr std::size_t examples_kept = 20;

}  // namespace

void hold_back(std::vector<HeldBack>& held, const Account& account, const std::string& code, const std::string& text,
               std::int64_t demand) {
  const bool by_text = code == incomplete_creditor;
  auto found = std::find_if(held.begin(), held.end(), [&](const HeldBack& h) {
    return h.code == code && (!by_text || h.examples.front().text == text);
  });
  if (found == held.end()) {
    held.push_back({code, 0, {}, {}});
    found = held.end() - 1;
  }
  ++found->count;
  if (demand > 0) found->demand[std::string(account.currency.code())] += demand;
  if (found->examples.size() < examples_kept) found->examples.push_back({account.case_id(), text});
}

void hold_back(std::vector<HeldBack>& held, const CaseTroubles& trouble) {
  if (trouble.count() == 0) return;
  HeldBack out{"trouble", trouble.count(), {}, {}};
  for (const CaseTrouble& each : trouble.some())
    if (out.examples.size() < examples_kept) out.examples.push_back({each.case_id, each.reason});
  held.push_back(std::move(out));
}

void most_frequent_first(std::vector<HeldBack>& held) {
  std::sort(held.begin(), held.end(), [](const HeldBack& a, const HeldBack& b) {
    return a.count != b.count ? a.count > b.count : a.code < b.code;
  });
}

std::string to_text(const std::vector<HeldBack>& held) {
  nlohmann::json out = nlohmann::json::array();
  for (const HeldBack& h : held) {
    nlohmann::json examples = nlohmann::json::array();
    for (const auto& example : h.examples) examples.push_back({{"case", example.case_id}, {"text", example.text}});
    out.push_back({{"code", h.code}, {"count", h.count}, {"demand", h.demand}, {"examples", std::move(examples)}});
  }
  return out.dump();
}

std::vector<HeldBack> held_back_of(const std::string& text) {
  std::vector<HeldBack> out;
  const auto list = nlohmann::json::parse(text, nullptr, false);
  if (!list.is_array()) return out;
  for (const auto& h : list) {
    HeldBack held{
        h.value("code", ""), h.value("count", std::size_t{0}), h.value("demand", decltype(held.demand){}), {}};
    if (h.contains("examples"))
      for (const auto& e : h["examples"]) held.examples.push_back({e.value("case", ""), e.value("text", "")});
    out.push_back(std::move(held));
  }
  return out;
}

}  // namespace dunmail
