#include "services/stripe/canonicaljson.h"
#include "services/stripe/eventreader.h"
#include "services/stripe/termsreader.h"

#include <algorithm>
#include <cstdlib>

using namespace billhook;
using namespace billhook::stripe;

namespace {

void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

/** What is stored must come back the same, and be canonical JSON field by field. */
void checkState(const domain::State &state)
{
    static JsonTree tree;
    require(stateFromText(stateText(state)) == state);
    for (const auto &[name, text] : state.fields) {
        const auto list = tree.parse("[" + text + "]");
        require(!name.empty() && list && list->size() == 1 && canonicalText(list->at(0)) == text);
    }
}

void checkFact(const domain::Fact &fact)
{
    require(!fact.objectId.empty() && fact.created >= 0);
    require(std::is_sorted(fact.listed.begin(), fact.listed.end()));
    checkState(fact.post);
    if (fact.pre) {
        checkState(*fact.pre);
    }
}

/** A subscription is priced with what its own event tells, once known and once not. */
void price(const EventFacts &facts)
{
    const auto &fact = facts.facts.front();
    KnownTerms known;
    for (const auto &other : facts.facts) {
        if (other.objectKind == domain::ObjectKind::Discount) {
            known.discounts.insert_or_assign(
                other.objectId, std::vector{ DiscountPhase{ other.created, other.post, "evt_1" } });
        }
    }
    for (const auto &coupon : facts.coupons) {
        checkState(coupon.terms);
        known.coupons.insert_or_assign(coupon.id, coupon.terms);
    }
    const auto referred = referredDiscounts(fact.post);
    const auto customerDiscount = referred.empty() ? std::nullopt : std::optional(referred.front());
    const auto subscription = readSubscription(fact.objectId, fact.post);
    for (const auto &terms : { known, KnownTerms() }) {
        const auto reading = readTerms(subscription, terms, fact.created, customerDiscount);
        require(std::is_sorted(reading.waits.begin(), reading.waits.end()));
    }
    static_cast<void>(subscription.referredPrices());
}

void checkFacts(const domain::Result<EventFacts> &facts)
{
    if (!facts) {
        require(facts.error().kind == domain::ErrorKind::InvalidInput);
        return;
    }
    std::for_each(facts->facts.begin(), facts->facts.end(), checkFact);
    if (facts->observation) {
        require(facts->observation->low >= 0 && facts->observation->high >= 0);
        checkState(facts->observation->state);
    }
    if (!facts->facts.empty() && facts->facts.front().objectKind == domain::ObjectKind::Subscription) {
        price(*facts);
    }
}

} // namespace

/** The bytes of a webhook, read as such and as something read from Stripe. */
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    static EventReader reader;
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    checkFacts(reader.read("evt_1", bytes));
    checkFacts(reader.read("obs_1", bytes));
    static_cast<void>(reader.mentioned(bytes));
    return 0;
}
