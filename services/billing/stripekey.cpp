#include "services/billing/stripekey.h"

#include "services/stripeclient/accounts.h"
#include "services/stripeclient/client.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <string>

namespace billhook::billing {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using stripeclient::Answer;
using namespace Qt::StringLiterals;

namespace {

Error badKey(const char *sentence)
{
    return { ErrorKind::InvalidInput, "bad_key", sentence, {} };
}

/** A request to make one without the fields it needs: refused as incomplete where the key may make one. */
Result<bool> mayMake(stripeclient::Client &client, const std::string &endpoint)
{
    const auto answer = client.call({ stripeclient::Method::Post, endpoint });
    if (!answer) {
        return answer.error();
    }
    if (answer->status == 401 || answer->status == 429 || answer->status >= 500) {
        return errorOf(*answer);
    }
    return answer->status != 403;
}

Error otherAccount(const QString &is, const QString &wanted)
{
    return { ErrorKind::Conflict, "other_account",
        u"This key is of %1, but this database belongs to %2. Nothing was kept; take a key of that one."_s
            .arg(is, wanted)
            .toStdString(),
        {} };
}

QString modeText(bool live)
{
    return live ? u"live mode"_s : u"test mode"_s;
}

Result<void> compare(const KeyReport &report, const KeyAccount &expected)
{
    if (!expected.account.isEmpty() && expected.account != report.account) {
        return otherAccount(u"the account "_s + report.account, u"the account "_s + expected.account);
    }
    if (expected.livemode && *expected.livemode != report.livemode) {
        return otherAccount(modeText(report.livemode), modeText(*expected.livemode));
    }
    return {};
}

} // namespace

bool KeyReport::mayExecute() const
{
    return !rights.isEmpty()
        && std::all_of(rights.cbegin(), rights.cend(), [](const Right &right) { return right.mayWrite; });
}

Result<void> checkKeyText(const QString &key)
{
    static const QRegularExpression shape(u"^(?:rk_live|rk_test|sk_test)_[A-Za-z0-9_]{1,240}$"_s);
    if (key.startsWith(u"sk_live_")) {
        return badKey("This is a live secret key: it may do everything with the account, and no desktop "
                      "should hold it. Make a "
                      "restricted key (rk_live_) in Stripe's Dashboard under Developers, API keys, with the "
                      "right to write "
                      "Products and Prices, and enter that one. Nothing was kept.");
    }
    if (key.startsWith(u"pk_")) {
        return badKey("This is a publishable key, which may change nothing. Enter a restricted key; it "
                      "begins with rk_.");
    }
    if (key.startsWith(u"whsec_")) {
        return badKey(
            "This is the secret of a webhook endpoint. Enter a restricted key; it begins with rk_.");
    }
    if (!shape.match(key).hasMatch()) {
        return badKey("This is no Stripe key. A restricted key begins with rk_live_ or rk_test_ and has "
                      "letters and digits "
                      "only.");
    }
    return {};
}

Result<KeyReport> askKey(stripeclient::Client &client, const QString &key, const KeyAccount &expected)
{
    const auto account = succeeded(client.call(stripeclient::retrieveAccount()));
    if (!account) {
        return account.error();
    }
    KeyReport report;
    report.account = QString::fromStdString(std::string(account->json["id"].text()));
    report.livemode = client.livemode();
    report.restricted = key.startsWith(u"rk_");
    if (auto same = compare(report, expected); !same) {
        return same.error();
    }
    const std::array needed{ std::pair(u"Products"_s, "/v1/products"), std::pair(u"Prices"_s, "/v1/prices") };
    for (const auto &[name, endpoint] : needed) {
        const auto may = mayMake(client, endpoint);
        if (!may) {
            return may.error();
        }
        report.rights.append({ name, *may });
    }
    return report;
}

} // namespace billhook::billing
