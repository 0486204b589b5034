#include "base/markup.h"

#include <catch2/catch.hpp>

using namespace dunmail;

TEST_CASE("nothing in a text is markup, and nothing but markup changes") {
  CHECK(markup("a <b> & \"c\" 'd'") == "a &lt;b&gt; &amp; &quot;c&quot; 'd'");
  CHECK(markup("Müller & Söhne, 𰻝") == "Müller &amp; Söhne, 𰻝");
  CHECK(markup("&amp;") == "&amp;amp;");
  CHECK(markup("").empty());
}
