#pragma once

#include <QDialog>
#include <QList>
#include <QSet>
#include <QString>

#include <vector>

namespace billhook::widgets {

class Segment;

struct ConflictRow
{
    QString key{};
    QString label{};
    QString mine{}; // empty: none
    QString theirs{};
    bool touched{ false }; // I changed it: mine at first
};

// Somebody else saved first: both versions side by side, one choice a field. Nothing typed is lost; closing
// it changes nothing.
class ConflictDialog final : public QDialog
{
    Q_OBJECT

public:
    ConflictDialog(const QString &what, const QList<ConflictRow> &rows, QWidget *parent = nullptr);

    QSet<QString> theirs() const; // keys of the fields that are to be as they made them

private:
    QWidget *makeRows();
    QWidget *makeButtons();
    void chooseAll(const QString &side);

    QList<ConflictRow> m_rows;
    std::vector<Segment *> m_choices;
};

} // namespace billhook::widgets
