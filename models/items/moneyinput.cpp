#include "models/items/moneyinput.h"

#include "models/items/moneyformat.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace billhook::items {

using namespace Qt::StringLiterals;
using domain::Currency;
using domain::Money;
using domain::Result;

namespace {

constexpr qint64 largest = 99'999'999; ///< Stripe takes eight digits
constexpr qsizetype longestText = 16;

QString tr(const char *text)
{
    return QCoreApplication::translate("MoneyInput", text);
}

domain::Error wrong(const QString &sentence)
{
    return { domain::ErrorKind::InvalidInput, "bad_amount", sentence.toStdString(), {} };
}

qint64 powerOfTen(int exponent)
{
    qint64 power = 1;
    for (int i = 0; i < exponent; ++i) {
        power *= 10;
    }
    return power;
}

QString shown(qint64 minor, Currency currency)
{
    return MoneyFormat(QLocale(QLocale::English, QLocale::UnitedStates)).amount(Money(minor, currency));
}

QString code(Currency currency)
{
    return QString::fromStdString(currency.upperCode());
}

/** An amount as it might be: 59 units of the currency. */
QString example(Currency currency)
{
    return shown(59 * powerOfTen(currency.exponent()), currency);
}

/** What was typed, cut at the point; the decimals without the zeros at their end. */
struct Typed
{
    QString whole;
    QString decimals;
};

Result<Typed> typedFrom(const QString &text, Currency currency)
{
    static const QRegularExpression pattern(u"^([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\\.([0-9]*))?$"_s);
    static const QRegularExpression comma(u"^[0-9]+,[0-9]{1,2}$"_s);
    static const QRegularExpression zeros(u"0+$"_s);
    QString bare = text;
    bare.remove(u' ').remove(QChar(QChar::Nbsp)).remove(QChar(0x2009));
    if (bare.isEmpty()) {
        return wrong(tr("Enter an amount in %1, for example %2.").arg(code(currency), example(currency)));
    }
    if (bare.startsWith(u'-') || bare.startsWith(QChar(0x2212))) {
        return wrong(tr("A price is 0 or more, for example %1.").arg(example(currency)));
    }
    const auto match = pattern.match(bare);
    if (!match.hasMatch() && comma.match(bare).hasMatch()) {
        return wrong(tr("Decimals stand behind a point: enter %1.").arg(bare.replace(u',', u'.')));
    }
    if (!match.hasMatch() || bare.size() > longestText) {
        return wrong(tr("This is no amount. Enter digits, for example %1.").arg(example(currency)));
    }
    return Typed{ match.captured(1).remove(u','), match.captured(2).remove(zeros) };
}

Result<Money> withoutDecimals(const Typed &typed, Currency currency)
{
    const qint64 unit = powerOfTen(currency.exponent());
    const qint64 minor = typed.whole.toLongLong() * unit;
    if (!typed.decimals.isEmpty()) {
        return wrong(tr("%1 has no decimals. Enter a whole amount, for example %2.")
                         .arg(code(currency), shown(minor, currency)));
    }
    return Money(minor, currency);
}

/** Of the amounts around what was typed, the two that are possible. */
domain::Error tooFine(const QString &rule, qint64 below, qint64 step, Currency currency)
{
    return wrong(rule.arg(code(currency), shown(below, currency), shown(below + step, currency)));
}

Result<Money> withDecimals(const Typed &typed, Currency currency)
{
    const int exponent = currency.exponent();
    const qint64 unit = powerOfTen(exponent);
    const QString kept = typed.decimals.left(exponent).leftJustified(exponent, u'0');
    const qint64 minor = typed.whole.toLongLong() * unit + kept.toLongLong();
    if (exponent == 3 && (typed.decimals.size() > 3 || minor % 10 != 0)) {
        return tooFine(tr("The last of %1's three decimals must be 0: enter %2 or %3."), minor - minor % 10,
            10, currency);
    }
    if (typed.decimals.size() > exponent) {
        return tooFine(tr("%1 has two decimals: enter %2 or %3."), minor, 1, currency);
    }
    return Money(minor, currency);
}

} // namespace

Result<Money> moneyFrom(const QString &text, Currency currency)
{
    const auto typed = typedFrom(text, currency);
    if (!typed) {
        return typed.error();
    }
    if (typed->whole.size() > 10) {
        return wrong(tr("Stripe takes at most %1 %2.").arg(shown(largest, currency), code(currency)));
    }
    auto money
        = currency.spokenDecimals() == 0 ? withoutDecimals(*typed, currency) : withDecimals(*typed, currency);
    if (money && money->minor() > largest) {
        return wrong(tr("Stripe takes at most %1 %2.").arg(shown(largest, currency), code(currency)));
    }
    return money;
}

QString inputText(const Money &money)
{
    const Currency currency = money.currency();
    const qint64 unit = powerOfTen(currency.exponent());
    QString text = QString::number(money.minor() / unit);
    if (currency.spokenDecimals() > 0) {
        text += u'.' + QString::number(money.minor() % unit).rightJustified(currency.exponent(), u'0');
    }
    return text;
}

} // namespace billhook::items
