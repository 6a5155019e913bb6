#include "views/widgets/popover.h"

#include "views/theme/painters.h"
#include "views/widgets/textlabel.h"

#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

namespace billhook::widgets {

using namespace Qt::StringLiterals;

Popover::Popover(const QString &title, const QString &text, QWidget *opener)
    : QFrame(opener, Qt::Popup | Qt::FramelessWindowHint | Qt::NoDropShadowWindowHint)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAttribute(Qt::WA_TranslucentBackground);
    setObjectName(u"popover"_s);
    setAccessibleName(title);
    setAccessibleDescription(text);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(
        theme::metric::space4, theme::metric::space3, theme::metric::space4, theme::metric::space3);
    layout->setSpacing(theme::metric::space1);
    auto *head = new TextLabel(theme::Type::Body, theme::Color::Text, this);
    head->setWeight(QFont::DemiBold);
    head->setText(title);
    auto *body = new TextLabel(theme::Type::Body, theme::Color::Muted, this);
    body->setText(text);
    body->setWordWrap(true);
    layout->addWidget(head);
    layout->addWidget(body);
    setFixedWidth(320);
}

void Popover::openBelow(const QWidget &anchor)
{
    adjustSize();
    const QRect screen = anchor.screen()->availableGeometry();
    QPoint corner = anchor.mapToGlobal(QPoint(0, anchor.height() + theme::metric::space1));
    corner.setX(std::clamp(corner.x(), screen.left(), std::max(screen.left(), screen.right() - width())));
    if (corner.y() + height() > screen.bottom()) {
        corner.setY(anchor.mapToGlobal(QPoint(0, 0)).y() - height() - theme::metric::space1);
    }
    move(corner);
    show();
}

void Popover::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    theme::paint::roundedBox(painter, rect(), theme::metric::radiusCard,
        theme::color(theme::Color::Card, palette()), theme::color(theme::Color::BtnBorder, palette()));
}

} // namespace billhook::widgets
