// What the words in a bank's table mean, in every language that the profiles know, whichever of them is used: a bank in
// Berlin exports in English, one in Shanghai writes "贷 Cr". Data and three questions; a profile may add words of its
// own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dunmail {

/// `neither`: the table says in so many words that nothing came or went (不计收支).
enum class Direction { unknown, in, out, neither };

/// Seen from the account's owner; a bank's 贷, Haben and credit are money that came in. A cell may say it twice ("贷
/// Cr"), never both ways: that is unknown, as any other word is.
Direction direction_word(std::string_view cell);
/// Only by words that stand for nothing else. By these a column is known that no profile names.
Direction telling_direction(std::string_view cell);
/// Whether a column of that header tells directions: "收支", "借贷标志", "S/H", "D/C".
bool tells_directions(std::string_view header);
/// "贷方发生额", "Haben", "收入" of "金额(收入)": the direction of a column of sums.
Direction direction_of_column(std::string_view header);

/// `unsaid` is any other word, and none. Announced and failed rows are never money.
enum class Booking { unsaid, booked, announced, failed };
Booking booking_word(std::string_view cell);
/// The same where the column is known to tell it: a word within the cell is enough ("Vorgemerkt, Karte 1234").
Booking booking_within(std::string_view cell);
/// Of a title above rows: "Vorgemerkte Umsätze". One that names both kinds says nothing.
Booking booking_title(std::string_view title);

/// Rows that are no movement: a sum of rows, how many they are, or a balance.
enum class TotalRow { none, sum, count, opening, closing };
TotalRow total_row(std::string_view label);

/// As words are compared: without blanks, small ASCII letters, narrow brackets and colons.
std::string plain_word(std::string_view text);

}  // namespace dunmail
