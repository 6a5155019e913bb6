#include "services/sandbox/api/accountroutes.h"

#include "services/sandbox/engine/jsonvalues.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

const std::string accountId = "acct_1LarkspurSandbox";

namespace {

Attempt<QJsonObject> account(const ApiCall &call)
{
    if (!call.arguments.empty() && call.arguments.front() != accountId) {
        return noSuchObject("account", call.arguments.front());
    }
    const QJsonObject profile{ { u"mcc"_s, u"5734"_s }, { u"name"_s, u"Larkspur Labs"_s },
        { u"support_email"_s, u"support@larkspur.example"_s }, { u"url"_s, u"https://larkspur.example"_s } };
    return QJsonObject{ { u"id"_s, text(accountId) }, { u"object"_s, u"account"_s },
        { u"business_profile"_s, profile }, { u"business_type"_s, u"company"_s },
        { u"charges_enabled"_s, true }, { u"country"_s, u"US"_s }, { u"default_currency"_s, u"usd"_s },
        { u"details_submitted"_s, true }, { u"email"_s, u"billing@larkspur.example"_s },
        { u"metadata"_s, QJsonObject() }, { u"payouts_enabled"_s, true }, { u"type"_s, u"standard"_s } };
}

Attempt<QJsonObject> balance(const ApiCall & /*call*/)
{
    const QJsonObject nothing{ { u"amount"_s, 0 }, { u"currency"_s, u"usd"_s },
        { u"source_types"_s, QJsonObject{ { u"card"_s, 0 } } } };
    return QJsonObject{ { u"object"_s, u"balance"_s }, { u"available"_s, QJsonArray{ nothing } },
        { u"livemode"_s, false }, { u"pending"_s, QJsonArray{ nothing } } };
}

} // namespace

std::vector<ApiRoute> accountRoutes()
{
    return { { "GET", "/v1/account", account }, { "GET", "/v1/accounts/{id}", account },
        { "GET", "/v1/balance", balance } };
}

} // namespace billhook::sandbox
