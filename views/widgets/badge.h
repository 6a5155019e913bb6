#pragma once

#include "views/widgets/looks.h"

#include <QWidget>

namespace billhook::widgets {

// 20 px high label with an optional 12 px icon.
class Badge final : public QWidget
{
    Q_OBJECT

public:
    explicit Badge(QWidget *parent = nullptr);
    explicit Badge(const BadgeText &badge, QWidget *parent = nullptr);

    void setBadge(const BadgeText &badge);
    const BadgeText &badge() const { return m_badge; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    BadgeText m_badge;
};

int badgeWidth(const BadgeText &badge);
// Draws at the left edge, vertically centred.
void paintBadge(QPainter &painter, const QRectF &rectangle, const BadgeText &badge, const QPalette &palette);

} // namespace billhook::widgets
