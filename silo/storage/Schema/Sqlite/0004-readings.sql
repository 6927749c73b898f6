-- What a packet brought of one instant lies in one row: six signs cost one row and not six. What was written before stays in the table of samples and is read with it.
-- Bit n of a mask stands for signal n: those in the row, those of them that are flagged, those that amend what the device sent before (corrected, entered in error).
create table reading (
    twin text not null,
    observed_at integer not null,
    device text not null,
    sequence integer not null,
    received_at integer not null,
    signals integer not null,
    flagged integer not null,
    amending integer not null,
    samples blob not null,
    primary key (twin, observed_at, device, sequence)
) without rowid;

-- The few that replace or take back others.
create index reading_amending on reading (twin, observed_at) where amending <> 0;
