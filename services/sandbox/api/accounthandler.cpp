#include "services/sandbox/api/accounthandler.h"

#include "services/sandbox/engine/jsonvalues.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

std::vector<ApiRoute> AccountHandler::routes()
{
    return { { "GET", "/v1/account", [](const ApiRequest &) { return account(); } },
        { "GET", "/v1/balance", [](const ApiRequest &) { return balance(); } } };
}

ApiAnswer AccountHandler::account()
{
    const QJsonObject profile{ { u"mcc"_s, u"5734"_s }, { u"name"_s, u"Larkspur Labs"_s },
        { u"support_email"_s, u"support@larkspur.example"_s }, { u"url"_s, u"https://larkspur.example"_s } };
    return { 200,
        { { u"id"_s, u"acct_1LarkspurSandbox"_s }, { u"object"_s, u"account"_s },
            { u"business_profile"_s, profile }, { u"business_type"_s, u"company"_s },
            { u"charges_enabled"_s, true }, { u"country"_s, u"US"_s }, { u"default_currency"_s, u"usd"_s },
            { u"details_submitted"_s, true }, { u"email"_s, u"billing@larkspur.example"_s },
            { u"metadata"_s, QJsonObject() }, { u"payouts_enabled"_s, true },
            { u"type"_s, u"standard"_s } } };
}

ApiAnswer AccountHandler::balance()
{
    const QJsonObject nothing{ { u"amount"_s, 0 }, { u"currency"_s, u"usd"_s },
        { u"source_types"_s, QJsonObject{ { u"card"_s, 0 } } } };
    return { 200,
        { { u"object"_s, u"balance"_s }, { u"available"_s, QJsonArray{ nothing } }, { u"livemode"_s, false },
            { u"pending"_s, QJsonArray{ nothing } } } };
}

} // namespace billhook::sandbox
