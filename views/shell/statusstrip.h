#pragma once

#include "views/widgets/looks.h"

#include <QStringList>
#include <QWidget>

namespace billhook::shell {

struct StatusLine
{
    widgets::Tone tone{ widgets::Tone::Ok }; // of the dot before the first segment
    QStringList left{}; // database, Stripe, queue
    QStringList right{}; // rates, zone, as of

    bool operator==(const StatusLine &) const = default;
};

// 28 px at the bottom: segments with lines between, a dot for the connection. When the window is narrow the
// first right segment gives way, then the left ones from their end.
class StatusStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusStrip(QWidget *parent = nullptr);

    void setStatus(const StatusLine &status);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int leftWidth(const QFontMetrics &metrics) const;
    int paintRight(QPainter &painter) const;

    StatusLine m_status;
};

} // namespace billhook::shell
