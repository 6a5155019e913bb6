#pragma once

#include "services/sandbox/engine/calendar.h"
#include "tests/services/sandbox/api/sandboxfixture.h"

#include <QJsonObject>
#include <QString>

#include <string>

namespace billhook::sandbox {

/** A sandbox with a product, a customer on a test clock, and short words for what tests do with them. */
class BillingFixture final
{
public:
    explicit BillingFixture(Seconds start = 1'767'225'600 /* 2026-01-01 */);

    SandboxFixture &api() { return m_api; }
    Seconds now() const { return m_now; }
    const std::string &customer() const { return m_customer; }

    /** A price of the product; `more` are further parameters. */
    std::string price(int amount, const std::string &interval = "month", const std::string &more = {});
    /** Gives the customer that test card as the default one. */
    std::string useCard(const std::string &name);
    /** POST, which must succeed; throws with the answer when it does not. */
    QJsonObject post(const std::string &path, const std::string &form);
    QJsonObject get(const std::string &path);
    QJsonObject remove(const std::string &pathAndQuery);
    /** The error of a call that must not succeed. */
    QJsonObject refused(const std::string &path, const std::string &form, int status = 400);

    QJsonObject subscribe(const std::string &priceId, const std::string &more = {});
    QJsonObject subscription(const QJsonObject &one) { return get("/v1/subscriptions/" + idOf(one)); }
    QString status(const QJsonObject &one)
    {
        return subscription(one).value(QStringLiteral("status")).toString();
    }
    QJsonObject latestInvoice(const QJsonObject &one);
    std::string itemOf(const QJsonObject &one);

    void advanceTo(Seconds at); ///< in steps the clock allows
    void advanceDays(int days) { advanceTo(m_now + days * dayLength); }

    /** How often an event of that type was told. */
    int told(const std::string &type);

private:
    SandboxFixture m_api;
    Seconds m_now;
    std::string m_clock;
    std::string m_product;
    std::string m_customer;
};

} // namespace billhook::sandbox
