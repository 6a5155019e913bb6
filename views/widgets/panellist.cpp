#include "views/widgets/panellist.h"

#include "views/widgets/paneldelegate.h"
#include "views/widgets/panelmodel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QScrollBar>

#include <utility>

namespace billhook::widgets {

PanelList::PanelList(QWidget *parent)
    : QListView(parent)
    , m_model(new PanelModel(this))
{
    setModel(m_model);
    setItemDelegate(new PanelDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setAutoFillBackground(false);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionMode(QAbstractItemView::NoSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    const auto activate = [this](const QModelIndex &index) {
        const QString id = m_model->rowAt(index.row()).id;
        if (!id.isEmpty()) {
            Q_EMIT rowActivated(id);
        }
    };
    connect(this, &QListView::activated, this, activate);
    connect(this, &QListView::clicked, this, [this, activate](const QModelIndex &index) {
        if (m_model->rowAt(index.row()).link) {
            activate(index);
        }
    });
}

void PanelList::setRows(std::vector<PanelRow> rows)
{
    const QModelIndex current = currentIndex();
    const QString id = current.isValid() ? m_model->rowAt(current.row()).id : QString();
    const int scrolled = verticalScrollBar()->value();
    if (!m_model->setRows(std::move(rows))) {
        return;
    }
    const int row = id.isEmpty() ? -1 : m_model->rowOf(id);
    if (row >= 0) {
        setCurrentIndex(m_model->index(row, 0));
    }
    verticalScrollBar()->setValue(scrolled);
    updateGeometry();
}

void PanelList::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    if (event->size().height() != event->oldSize().height()) {
        Q_EMIT roomChanged();
    }
}

void PanelList::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy) && currentIndex().isValid()) {
        QGuiApplication::clipboard()->setText(m_model->copyOf(currentIndex().row()));
        return;
    }
    QListView::keyPressEvent(event);
}

int PanelList::contentHeight() const
{
    int height = 0;
    for (int row = 0; row < m_model->rowCount({}); ++row) {
        height += PanelDelegate::rowHeight(m_model->rowAt(row).kind);
    }
    return height;
}

QSize PanelList::sizeHint() const
{
    return { 346, contentHeight() };
}

} // namespace billhook::widgets
