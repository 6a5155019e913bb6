#include "services/sandbox/engine/invoicelines.h"

#include <algorithm>

namespace billhook::sandbox {

namespace {

std::int64_t tieredAmount(const Price &price, std::int64_t quantity)
{
    std::int64_t amount = 0;
    std::int64_t billed = 0;
    for (const auto &tier : price.tiers) {
        const auto until = std::min(quantity, tier.upTo.value_or(quantity));
        if (until > billed) {
            amount += (until - billed) * tier.unitAmount + tier.flatAmount;
            billed = until;
        }
    }
    return amount;
}

InvoiceLine lineFor(const Item &item, EventWriter &events)
{
    InvoiceLine line;
    line.id = events.newId("il");
    line.price = item.price;
    line.quantity = item.quantity;
    line.itemId = item.id;
    return line;
}

/** `amount` for `part` of `whole` seconds, rounded half up in size. */
std::int64_t share(std::int64_t amount, Seconds part, Seconds whole)
{
    return (amount * part + whole / 2) / whole;
}

bool runsAt(const Discount &discount, Seconds at)
{
    return !discount.end || *discount.end > at;
}

const Discount *discountFor(
    const Item &item, const Subscription &subscription, const Customer &customer, Seconds at)
{
    for (const auto &discount : item.discounts) {
        if (runsAt(discount, at)) {
            return &discount;
        }
    }
    for (const auto &discount : subscription.discounts) {
        if (runsAt(discount, at)) {
            return &discount;
        }
    }
    const bool own = !subscription.discounts.empty();
    return !own && customer.discount && runsAt(*customer.discount, at) ? &*customer.discount : nullptr;
}

const Item *itemOf(const InvoiceLine &line, const Subscription &subscription)
{
    for (const auto &item : subscription.items) {
        if (item.id == line.itemId) {
            return &item;
        }
    }
    return nullptr;
}

} // namespace

std::int64_t periodAmount(const Price &price, std::int64_t quantity)
{
    return price.tiers.empty() ? price.unitAmount * quantity : tieredAmount(price, quantity);
}

std::vector<InvoiceLine> periodLines(
    const Subscription &subscription, std::int64_t usage, EventWriter &events)
{
    std::vector<InvoiceLine> lines;
    for (const auto &item : subscription.items) {
        auto line = lineFor(item, events);
        if (item.price->metered) {
            line.quantity = usage;
        }
        line.amount = periodAmount(*item.price, line.quantity);
        line.description = std::to_string(line.quantity) + " × " + item.price->productName;
        line.periodStart = subscription.periodStart;
        line.periodEnd = subscription.periodEnd;
        lines.push_back(line);
    }
    return lines;
}

std::vector<InvoiceLine> prorationLines(
    const Subscription &subscription, const Item &before, const Item &after, Seconds at, EventWriter &events)
{
    const auto whole = subscription.periodEnd - subscription.periodStart;
    const auto rest = subscription.periodEnd - at;
    auto credit = lineFor(before, events);
    credit.amount = -share(periodAmount(*before.price, before.quantity), rest, whole);
    credit.description = "Unused time on " + before.price->productName;
    auto charge = lineFor(after, events);
    charge.amount = share(periodAmount(*after.price, after.quantity), rest, whole);
    charge.description = "Remaining time on " + after.price->productName;
    std::vector<InvoiceLine> lines{ credit, charge };
    for (auto &line : lines) {
        line.proration = true;
        line.periodStart = at;
        line.periodEnd = subscription.periodEnd;
    }
    return lines;
}

void settleAmounts(Invoice &invoice, const Subscription &subscription, const Customer &customer)
{
    std::int64_t amountOffLeft = -1;
    invoice.subtotal = 0;
    invoice.discount = 0;
    for (auto &line : invoice.lines) {
        invoice.subtotal += line.amount;
        const auto *item = itemOf(line, subscription);
        const auto *discount = item == nullptr || line.proration
            ? nullptr
            : discountFor(*item, subscription, customer, invoice.created);
        if (discount == nullptr) {
            continue;
        }
        if (amountOffLeft < 0) {
            amountOffLeft = discount->coupon->amountOff;
        }
        const bool percent = discount->coupon->percentOff > 0;
        line.discount = percent ? (line.amount * discount->coupon->percentOff + 50) / 100
                                : std::min(line.amount, amountOffLeft);
        amountOffLeft -= percent ? 0 : line.discount;
        line.discountId = discount->id;
        invoice.discount += line.discount;
    }
    invoice.total = invoice.subtotal - invoice.discount;
}

} // namespace billhook::sandbox
