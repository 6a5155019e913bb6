#include "views/widgets/popover.h"

#include "views/theme/painters.h"
#include "views/widgets/panellist.h"
#include "views/widgets/textlabel.h"

#include <QBitmap>
#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

namespace billhook::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int popoverWidth = 320;
constexpr int widthOfList = 440;
constexpr int highestList = 324; // nine rows

} // namespace

Popover::Popover(const QString &title, const QString &text, QWidget *opener)
    : QFrame(opener, Qt::Popup | Qt::FramelessWindowHint | Qt::NoDropShadowWindowHint)
{
    setAttribute(Qt::WA_DeleteOnClose);
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
}

void Popover::addRows(const std::vector<PanelRow> &rows)
{
    m_list = new PanelList(this);
    m_list->setObjectName(u"popover_rows"_s);
    m_list->setAccessibleName(accessibleName());
    m_list->setRows(rows);
    m_list->setFixedHeight(std::min(m_list->contentHeight(), highestList));
    layout()->addWidget(m_list);
}

void Popover::openBelow(const QWidget &anchor)
{
    // Wrapped text has a height for its width and no size of its own.
    ensurePolished();
    const int wide = m_list != nullptr ? widthOfList : popoverWidth;
    setFixedSize(wide, layout()->totalHeightForWidth(wide));
    const QRect screen = anchor.screen()->availableGeometry();
    QPoint corner = anchor.mapToGlobal(QPoint(0, anchor.height() + theme::metric::space1));
    corner.setX(std::clamp(corner.x(), screen.left(), std::max(screen.left(), screen.right() - width())));
    if (corner.y() + height() > screen.bottom()) {
        corner.setY(anchor.mapToGlobal(QPoint(0, 0)).y() - height() - theme::metric::space1);
    }
    move(corner);
    show();
    if (m_list != nullptr) {
        m_list->setFocus(Qt::PopupFocusReason);
    }
}

void Popover::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    // The corners are cut from the window, so that none is needed who blends it with what lies under it.
    QBitmap shape(size());
    shape.clear();
    QPainter painter(&shape);
    painter.setPen(Qt::color1);
    painter.setBrush(Qt::color1);
    painter.drawRoundedRect(
        rect().adjusted(0, 0, -1, -1), theme::metric::radiusCard, theme::metric::radiusCard);
    painter.end();
    setMask(shape);
}

void Popover::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(theme::Color::Card, palette()));
    theme::paint::roundedBox(painter, rect(), theme::metric::radiusCard,
        theme::color(theme::Color::Card, palette()), theme::color(theme::Color::BtnBorder, palette()));
}

} // namespace billhook::widgets
