#include "app/desktop/painttrace.h"

#include "views/widgets/metriccard.h"

#include <QDateTime>
#include <QEvent>
#include <QStringList>
#include <QTextStream>

#include <cstdio>

namespace billhook::desktop {

namespace {

using namespace Qt::StringLiterals;

/** The exact amount where a card has one, else all that it shows. */
QString textOf(const QString &name, const widgets::Metric &metric)
{
    static const QStringList amounts{ u"mrr"_s, u"arr"_s, u"at_risk"_s };
    return amounts.contains(name) ? metric.exact : u"%1 %2"_s.arg(metric.value, metric.exact);
}

void print(const widgets::MetricCard &card)
{
    if (card.metric().value.isEmpty()) {
        return;
    }
    const QString name = card.objectName().sliced(QLatin1StringView("card_").size());
    const QString line = u"card %1 %2 %3\n"_s.arg(name, textOf(name, card.metric()))
                             .arg(QDateTime::currentMSecsSinceEpoch());
    QTextStream(stdout) << line << Qt::flush;
}

} // namespace

bool PaintTrace::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint) {
        auto *card = qobject_cast<widgets::MetricCard *>(watched);
        if (card != nullptr && card->objectName().startsWith("card_"_L1)) {
            // Queued, so that the pixels are there before the line.
            QMetaObject::invokeMethod(
                card, [card] { print(*card); }, Qt::QueuedConnection);
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace billhook::desktop
