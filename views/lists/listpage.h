#pragma once

#include "models/domain/area.h"
#include "models/domain/listquery.h"
#include "models/items/pagedtablemodel.h"
#include "services/billing/listreader.h"
#include "views/lists/listfilters.h"
#include "views/lists/listfooter.h"
#include "views/lists/listpresenter.h"
#include "views/lists/listselection.h"
#include "views/shell/page.h"

#include <QList>
#include <QString>

#include <optional>

class QHBoxLayout;
class QLineEdit;
class QPushButton;
class QStackedLayout;
class QVBoxLayout;

namespace billhook::widgets {
class DataTable;
class StateView;
} // namespace billhook::widgets

namespace billhook::lists {

struct ListSetup
{
    ListTexts texts{};
    QList<FilterSetup> filters{};
    QString sort{}; ///< at first
    Qt::SortOrder order = Qt::AscendingOrder;
    domain::Areas areas{}; ///< whose changes the rows may show
};

/**
 * A list of any length: sort by its columns, filter, search, choose; count and sums of what is left and of
 * what is chosen. Space chooses the current row, Ctrl+A all, Esc none; typing searches. A screen adds what is
 * its own: a head above, a panel beside.
 */
class ListPage : public shell::Page
{
    Q_OBJECT

public:
    /** The model becomes the page's. */
    ListPage(const ListSetup &setup, const billing::ListReader &reader, items::PagedTable *model,
        QWidget *parent = nullptr);

    ListPresenter &presenter() { return *m_presenter; }
    ListSelection &selection() { return *m_selection; }

    void refresh() override;
    void setRange(const domain::RangeChoice &choice) override; ///< starts reading; a list has no period
    void applyChanges(const domain::Areas &areas) override;
    bool settled() const override;
    QString failure() const override;
    /** "filter=value words" shows what that filter leaves, called by the words (a value with spaces is
     * percent-encoded); anything else what it finds. */
    void open(const QString &what) override;

Q_SIGNALS:
    void rowActivated(const billhook::domain::ListRow &row); ///< Enter or double click
    void currentRowChanged(); ///< another row, or other rows

protected:
    void setHead(QWidget *head); ///< above the filters
    void setPanel(QWidget *panel); ///< at the right
    std::optional<domain::ListRow> currentRow() const; ///< none: no row, or one that is not there yet
    ListFilters &filters() { return *m_filters; }
    widgets::DataTable &table() { return *m_table; }
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *createToolbar();
    void createTable();
    void createColumns();
    void createKeys();
    void showChoice();
    void showOrder();
    void clearFilters();
    void showState();
    void showStateView(bool failed);

    ListSetup m_setup;
    ListPresenter *m_presenter;
    ListSelection *m_selection;
    ListFilters *m_filters;
    QVBoxLayout *m_layout = nullptr;
    QHBoxLayout *m_middle = nullptr;
    QLineEdit *m_search = nullptr;
    QPushButton *m_arrivals = nullptr;
    QStackedLayout *m_stack = nullptr;
    widgets::DataTable *m_table = nullptr;
    widgets::StateView *m_stateView = nullptr;
    ListFooter *m_footer;
};

} // namespace billhook::lists
