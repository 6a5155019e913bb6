#pragma once

#include "models/domain/money.h"
#include "services/billing/dashboard.h"
#include "views/widgets/looks.h"

#include <QCoreApplication>
#include <QDate>
#include <QString>
#include <QStringList>

#include <optional>

/** How the overview speaks about amounts, days and changes. */
namespace billhook::overview {

/** The translation context of every text of this screen. */
class Words final
{
    Q_DECLARE_TR_FUNCTIONS(Overview)
};

domain::Money money(qint64 minor, const QString &currency); ///< an unreadable code counts as US dollars
QString count(qint64 value); ///< "41,386"
QString tenths(qint64 value); ///< 529 is "52.9"; not below zero
QString currencyCodes(const QStringList &currencies); ///< "EUR, JPY"
QString notIncluded(
    const billing::Headline &headline); ///< "not included: EUR, JPY"; empty when nothing is left out

QString shortMonth(QDate day); ///< "Nov ’25"

/** "Dec", "Jan’26", "3 Nov", "Q1’26", "2025", as the bucket's size asks for. */
QString bucketLabel(const domain::Bucket &bucket, domain::BucketSize size);

struct Change
{
    QString text; ///< "up 52.9%"
    widgets::Direction direction = widgets::Direction::None;
    widgets::Tone tone = widgets::Tone::Neutral;
};

enum class Better
{
    Higher,
    Lower
};

/** Empty text when there is nothing to compare with, or nothing was there before. */
Change change(std::optional<qint64> before, qint64 now, Better better);

/** "vs Nov ’25", "vs 23 Oct"; empty without a comparison. */
QString versus(const domain::DateRange &range);

} // namespace billhook::overview
