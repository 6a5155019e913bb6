#pragma once

#include "models/domain/money.h"

#include <QLocale>
#include <QString>

namespace billhook::items {

/**
 * Money as text for screens; the only place where amounts become text. The locale gives separators and
 * nothing else: decimals follow the currency, a known symbol stands in front, the minus sign is U+2212.
 */
class MoneyFormat final
{
public:
    enum class Sign
    {
        Minus,
        Always
    }; ///< Always: "+" in front of amounts above zero, for changes
    enum class Scale
    {
        Units,
        Thousands,
        Millions,
        Billions
    };

    /** Without one it is the person's. */
    explicit MoneyFormat(const QLocale &locale = QLocale());

    QString symbol(
        const domain::Money &money, Sign sign = Sign::Minus) const; ///< "$4,788.00", "¥414,400", "CHF 12.50"
    QString amount(const domain::Money &money, Sign sign = Sign::Minus) const; ///< "59.00", "6,500": no unit
    QString exact(const domain::Money &money, Sign sign = Sign::Minus) const; ///< "2,481,306.40 USD"
    QString compact(
        const domain::Money &money, Sign sign = Sign::Minus) const; ///< "$2.48 M", "$38.2 k", "$412.00"
    QString thousands(
        const domain::Money &money, Sign sign = Sign::Minus) const; ///< "2,431.2": no symbol, no unit

    /** A chart's axis: one scale and number of decimals for all labels ("$0.5 M", "−$50 k", "$0 k"). */
    QString scaled(const domain::Money &money, Scale scale, int decimals) const;
    static Scale scaleFor(const domain::Money &largest);

    static QString unitSymbol(domain::Currency currency); ///< "$", "€"; "CHF " where there is none

private:
    QString number(domain::Int128 magnitude, int decimals) const;
    QString signText(const domain::Money &money, Sign sign) const;
    QString plain(const domain::Money &money) const;

    QLocale m_locale;
};

} // namespace billhook::items
