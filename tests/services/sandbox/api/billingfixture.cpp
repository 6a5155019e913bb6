#include "tests/services/sandbox/api/billingfixture.h"

#include "services/sandbox/engine/jsonvalues.h"

#include <algorithm>
#include <stdexcept>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr Seconds longestStep = 7 * dayLength; ///< within two intervals of any price here but daily ones

} // namespace

BillingFixture::BillingFixture(Seconds start)
    : m_now(start)
{
    m_clock = idOf(post("/v1/test_helpers/test_clocks", "frozen_time=" + std::to_string(start)));
    m_product = idOf(post("/v1/products", "name=Team"));
    m_customer = idOf(post("/v1/customers", "name=Ada&email=ada@example.com&test_clock=" + m_clock));
}

std::string BillingFixture::price(int amount, const std::string &interval, const std::string &more)
{
    const bool currency = more.find("currency=") != std::string::npos;
    return idOf(post("/v1/prices",
        "product=" + m_product + "&unit_amount=" + std::to_string(amount) + "&recurring[interval]=" + interval
            + (currency ? "" : "&currency=usd") + (more.empty() ? "" : "&" + more)));
}

std::string BillingFixture::useCard(const std::string &name)
{
    const auto method = idOf(post("/v1/payment_methods/" + name + "/attach", "customer=" + m_customer));
    post("/v1/customers/" + m_customer, "invoice_settings[default_payment_method]=" + method);
    return method;
}

QJsonObject BillingFixture::post(const std::string &path, const std::string &form)
{
    const auto answer = m_api.send("POST", path, form);
    if (answer.response.status != 200) {
        throw std::runtime_error(path + " " + form + ": " + answer.response.body);
    }
    return bodyOf(answer);
}

QJsonObject BillingFixture::get(const std::string &path)
{
    const auto answer = m_api.send("GET", path);
    if (answer.response.status != 200) {
        throw std::runtime_error(path + ": " + answer.response.body);
    }
    return bodyOf(answer);
}

QJsonObject BillingFixture::remove(const std::string &pathAndQuery)
{
    const auto answer = m_api.send("DELETE", pathAndQuery);
    if (answer.response.status != 200) {
        throw std::runtime_error(pathAndQuery + ": " + answer.response.body);
    }
    return bodyOf(answer);
}

QJsonObject BillingFixture::refused(const std::string &path, const std::string &form, int status)
{
    const auto answer = m_api.send("POST", path, form);
    if (answer.response.status != status) {
        throw std::runtime_error(path + " " + form + ": " + answer.response.body);
    }
    return errorOf(answer);
}

QJsonObject BillingFixture::subscribe(const std::string &priceId, const std::string &more)
{
    return post("/v1/subscriptions",
        "customer=" + m_customer + "&items[0][price]=" + priceId + (more.empty() ? "" : "&" + more));
}

QJsonObject BillingFixture::latestInvoice(const QJsonObject &one)
{
    return get("/v1/invoices/" + textAt(subscription(one), u"latest_invoice"_s));
}

std::string BillingFixture::itemOf(const QJsonObject &one)
{
    return one.value(u"items"_s)[u"data"_s][0][u"id"_s].toString().toStdString();
}

void BillingFixture::advanceTo(Seconds at)
{
    while (m_now < at) {
        m_now = std::min(at, m_now + longestStep);
        post("/v1/test_helpers/test_clocks/" + m_clock + "/advance", "frozen_time=" + std::to_string(m_now));
    }
}

int BillingFixture::told(const std::string &type)
{
    return static_cast<int>(idsOf(get("/v1/events?limit=100&type=" + type)).size());
}

} // namespace billhook::sandbox
