// What a Press holds. Shared by press.cc and printer.cc only.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "letters/press.h"
#include "letters/template_shelf.h"
#include "letters/wording.h"
#include "pdf/subset.h"
#include "typeset/layout.h"

namespace dunmail {

struct Press::Parts {
  explicit Parts(const PressFiles& files);

  const Stationery& stationery_for(const Template& letter, const Scene& scene) const;
  /// The glyphs of everything in a letter that does not depend on its debtor: cut and compressed once for each template
  /// with its sections decided and each sender, when the first such letter is printed. What it holds depends on nothing
  /// else, so it does not matter which letter comes first or which thread prints it.
  std::shared_ptr<const PreparedSubset> prepared(const Template& letter, const std::string& decisions,
                                                 const Scene& scene, ShapingRoom& room) const;

  PressFiles files;
  TemplateShelf shelf;
  Wording wording;
  std::shared_ptr<const FontSet> fonts;
  std::map<std::string, std::shared_ptr<const Stationery>> stationery;

 private:
  mutable std::mutex lock_;
  mutable std::map<std::string, std::shared_ptr<const PreparedSubset>> prepared_;
};

/// Glyphs of the template's own text, the sender's data, figures and dates.
PreparedSubset prepare_subset(const Template& letter, const std::string& decisions, const Scene& scene,
                              const Stationery& stationery, ShapingRoom& room);

}  // namespace dunmail
