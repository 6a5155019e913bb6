#include "app/desktop/painttrace.h"

#include "views/widgets/liveindicator.h"
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

void say(const QString &text)
{
    QTextStream(stdout) << text << u' ' << QDateTime::currentMSecsSinceEpoch() << Qt::endl;
}

void print(const widgets::MetricCard &card)
{
    if (card.metric().value.isEmpty()) {
        return;
    }
    const QString name = card.objectName().sliced(QLatin1StringView("card_").size());
    say(u"card %1 %2"_s.arg(name, textOf(name, card.metric())));
}

} // namespace

bool PaintTrace::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint) {
        // Queued, so that the pixels are there before the line.
        if (auto *card = qobject_cast<widgets::MetricCard *>(watched);
            card != nullptr && card->objectName().startsWith("card_"_L1)) {
            QMetaObject::invokeMethod(
                card, [card] { print(*card); }, Qt::QueuedConnection);
        } else if (auto *live = qobject_cast<widgets::LiveIndicator *>(watched); live != nullptr) {
            QMetaObject::invokeMethod(
                live, [live] { say(u"live "_s + live->accessibleName()); }, Qt::QueuedConnection);
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace billhook::desktop
