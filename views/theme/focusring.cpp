#include "views/theme/focusring.h"

#include <QEvent>
#include <QFocusEvent>
#include <QFocusFrame>
#include <QWidget>

namespace billhook::theme {

FocusRing::FocusRing(QObject *parent)
    : QObject(parent)
{ }

void FocusRing::follow(QWidget *widget)
{
    widget->removeEventFilter(this);
    widget->installEventFilter(this);
}

bool FocusRing::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn) {
        const Qt::FocusReason reason = dynamic_cast<QFocusEvent &>(*event).reason();
        if (reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason
            || reason == Qt::ShortcutFocusReason) {
            showAround(qobject_cast<QWidget *>(watched));
        }
    } else if (event->type() == QEvent::FocusOut || event->type() == QEvent::MouseButtonPress) {
        hide();
    }
    return QObject::eventFilter(watched, event);
}

void FocusRing::showAround(QWidget *widget)
{
    if (m_frame.isNull()) {
        m_frame = new QFocusFrame(widget);
    }
    m_frame->setWidget(widget);
}

void FocusRing::hide()
{
    if (!m_frame.isNull()) {
        m_frame->setWidget(nullptr);
    }
}

} // namespace billhook::theme
