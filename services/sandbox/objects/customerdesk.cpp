#include "services/sandbox/objects/customerdesk.h"

#include "services/sandbox/objects/catalogobjects.h"
#include "services/sandbox/objects/customerobjects.h"

#include <utility>

namespace billhook::sandbox {

Discount makeDiscount(EventWriter &events, const Coupon &coupon, const std::string &customerId, Seconds at)
{
    Discount discount;
    discount.id = events.newId("di");
    discount.coupon = &coupon;
    discount.customerId = customerId;
    discount.start = at;
    if (coupon.durationInMonths > 0) {
        discount.end = addMonths(at, coupon.durationInMonths);
    }
    return discount;
}

CustomerDesk::CustomerDesk(EventWriter &events, Customer &customer)
    : m_events(events)
    , m_customer(customer)
{ }

void CustomerDesk::create(Seconds at)
{
    m_customer.id = m_events.newId("cus", 14);
    m_customer.invoicePrefix = m_events.random().letters(8);
    m_customer.created = at;
    m_customer.exists = true;
    m_events.write("customer.created", at, customerObject(m_customer, m_events.shapeAt(at)));
}

void CustomerDesk::change(Seconds at, const std::function<void(Customer &)> &change)
{
    const auto &shape = m_events.shapeAt(at);
    const auto before = customerObject(m_customer, shape);
    change(m_customer);
    m_events.writeUpdate("customer.updated", at, before, customerObject(m_customer, shape));
}

void CustomerDesk::useCard(Seconds at, const Card &card)
{
    const auto former = m_customer.card;
    m_events.write("payment_method.attached", at, paymentMethodObject(card, m_customer, m_customer.id));
    change(at, [&card](Customer &customer) { customer.card = card; });
    if (former) {
        m_events.writeUpdate("payment_method.detached", at,
            paymentMethodObject(*former, m_customer, m_customer.id),
            paymentMethodObject(*former, m_customer, ""));
    }
}

void CustomerDesk::renewCard(Seconds at, int years)
{
    const auto before = paymentMethodObject(*m_customer.card, m_customer, m_customer.id);
    m_customer.card->expiryYear += years;
    m_events.writeUpdate("payment_method.automatically_updated", at, before,
        paymentMethodObject(*m_customer.card, m_customer, m_customer.id));
}

void CustomerDesk::grantDiscount(Seconds at, const Coupon &coupon)
{
    const auto discount = makeDiscount(m_events, coupon, m_customer.id, at);
    m_events.write("customer.discount.created", at, discountObject(discount, m_events.shapeAt(at)));
    change(at, [&discount](Customer &customer) { customer.discount = discount; });
}

void CustomerDesk::endDiscount(Seconds at)
{
    const auto discount = std::exchange(m_customer.discount, std::nullopt);
    if (!discount) {
        return;
    }
    const auto &shape = m_events.shapeAt(at);
    m_events.write("customer.discount.deleted", at, discountObject(*discount, shape));
    auto former = m_customer;
    former.discount = discount;
    m_events.writeUpdate(
        "customer.updated", at, customerObject(former, shape), customerObject(m_customer, shape));
}

} // namespace billhook::sandbox
