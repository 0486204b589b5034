#include "desk/due_payments.h"

#include "desk/tell_case.h"

namespace dunmail {

void put_due_payments(World& world, Date day) {
  world.store.transaction([&] {
    std::vector<BookedPayment> booked;
    world.store.put_due_payments(day, booked);
    for (const BookedPayment& b : booked) tell_case(world, b, day);
  });
}

}  // namespace dunmail
