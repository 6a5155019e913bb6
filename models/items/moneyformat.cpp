#include "models/items/moneyformat.h"

#include "models/domain/decimal.h"

#include <QStringBuilder>
#include <QStringView>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace billhook::items {

using namespace Qt::StringLiterals;
using domain::Currency;
using domain::Int128;
using domain::Money;

namespace {

constexpr QChar minusSign(0x2212);

struct Unit
{
    int digits = 0; ///< of major units left out
    QStringView name;
    int decimals = 0; ///< on cards
};

constexpr std::array<Unit, 4> units{ { { 0, u"", 0 }, { 3, u"k", 1 }, { 6, u"M", 2 }, { 9, u"B", 2 } } };

const Unit &unitOf(MoneyFormat::Scale scale)
{
    return units.at(static_cast<std::size_t>(scale));
}

Int128 magnitudeOf(const Money &money)
{
    const Int128 minor = money.minor();
    return minor < 0 ? -minor : minor;
}

/** The amount with `decimals` decimals after 10^digits major units were made one, rounded half away from
 * zero. */
Int128 scaledMagnitude(const Money &money, int digits, int decimals)
{
    const int dropped = money.currency().exponent() + digits - decimals;
    if (dropped <= 0) {
        return magnitudeOf(money) * domain::powerOfTen(-dropped);
    }
    const Int128 divisor = domain::powerOfTen(dropped);
    return (magnitudeOf(money) + divisor / 2) / divisor;
}

} // namespace

MoneyFormat::MoneyFormat(const QLocale &locale)
    : m_locale(locale)
{ }

QString MoneyFormat::unitSymbol(Currency currency)
{
    static constexpr std::array<std::pair<std::string_view, QStringView>, 17> symbols{ { { "aud", u"A$" },
        { "brl", u"R$" }, { "cad", u"CA$" }, { "cny", u"CN¥" }, { "eur", u"€" }, { "gbp", u"£" },
        { "hkd", u"HK$" }, { "ils", u"₪" }, { "inr", u"₹" }, { "jpy", u"¥" }, { "krw", u"₩" },
        { "mxn", u"MX$" }, { "nzd", u"NZ$" }, { "php", u"₱" }, { "twd", u"NT$" }, { "usd", u"$" },
        { "vnd", u"₫" } } };
    const std::string code = currency.code();
    const auto *found = std::find_if(
        symbols.begin(), symbols.end(), [&](const auto &entry) { return entry.first == code; });
    if (found != symbols.end()) {
        return found->second.toString();
    }
    return QString::fromStdString(currency.upperCode()) + u' ';
}

QString MoneyFormat::symbol(const Money &money, Sign sign) const
{
    return signText(money, sign) + unitSymbol(money.currency()) + plain(money);
}

QString MoneyFormat::amount(const Money &money, Sign sign) const
{
    return signText(money, sign) + plain(money);
}

QString MoneyFormat::exact(const Money &money, Sign sign) const
{
    return signText(money, sign) + plain(money) + u' ' + QString::fromStdString(money.currency().upperCode());
}

QString MoneyFormat::compact(const Money &money, Sign sign) const
{
    Scale scale = scaleFor(money);
    if (scale == Scale::Units) {
        return symbol(money, sign);
    }
    const auto shown = [&] { return scaledMagnitude(money, unitOf(scale).digits, unitOf(scale).decimals); };
    if (scale != Scale::Billions && shown() >= domain::powerOfTen(3 + unitOf(scale).decimals)) {
        scale = static_cast<Scale>(static_cast<int>(scale) + 1); // 999,960 is $1.00 M, not $1,000.0 k
    }
    const Unit &unit = unitOf(scale);
    return signText(money, sign) + unitSymbol(money.currency()) + number(shown(), unit.decimals) + u' '
        + unit.name;
}

QString MoneyFormat::thousands(const Money &money, Sign sign) const
{
    const Int128 shown = scaledMagnitude(money, 3, 1);
    const bool vanished = shown == 0; // "0.0" has no sign
    return (vanished ? QString() : signText(money, sign)) + number(shown, 1);
}

QString MoneyFormat::scaled(const Money &money, Scale scale, int decimals) const
{
    const Unit &unit = unitOf(scale);
    const QString label = signText(money, Sign::Minus) + unitSymbol(money.currency())
        + number(scaledMagnitude(money, unit.digits, decimals), decimals);
    return scale == Scale::Units ? label : label + u' ' + unit.name;
}

MoneyFormat::Scale MoneyFormat::scaleFor(const Money &largest)
{
    const Int128 major = magnitudeOf(largest) / domain::powerOfTen(largest.currency().exponent());
    const auto reaches = [&](Scale scale) { return major >= domain::powerOfTen(unitOf(scale).digits); };
    if (reaches(Scale::Billions)) {
        return Scale::Billions;
    }
    if (reaches(Scale::Millions)) {
        return Scale::Millions;
    }
    return reaches(Scale::Thousands) ? Scale::Thousands : Scale::Units;
}

/** `magnitude` holds `decimals` decimals: 123456 with two is "1,234.56". */
QString MoneyFormat::number(Int128 magnitude, int decimals) const
{
    const std::string digits = domain::decimalText({ .mantissa = magnitude, .scale = decimals });
    const auto point = digits.find('.');
    const std::string whole = digits.substr(0, point);
    const QString group = m_locale.groupSeparator();
    QString text;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (i > 0 && (whole.size() - i) % 3 == 0) {
            text += group;
        }
        text += QLatin1Char(whole[i]);
    }
    if (point != std::string::npos) {
        text += m_locale.decimalPoint() % QString::fromStdString(digits.substr(point + 1));
    }
    return text;
}

QString MoneyFormat::signText(const Money &money, Sign sign) const
{
    if (money.minor() < 0) {
        return minusSign;
    }
    return sign == Sign::Always && money.minor() > 0 ? u"+"_s : QString();
}

/** All decimals of the currency; those that exist only in Stripe's counting are left out while they are zero.
 */
QString MoneyFormat::plain(const Money &money) const
{
    const int exponent = money.currency().exponent();
    const int spoken = money.currency().spokenDecimals();
    const Int128 silent = domain::powerOfTen(exponent - spoken);
    const Int128 magnitude = magnitudeOf(money);
    return magnitude % silent == 0 ? number(magnitude / silent, spoken) : number(magnitude, exponent);
}

} // namespace billhook::items
