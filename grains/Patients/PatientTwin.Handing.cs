using TwinGrid.Patients;

namespace TwinGrid.Grains.Patients;

/// <content>How what the twin has applied comes to its organs.</content>
public sealed partial class PatientTwin
{
    /// <summary>So many records go to the organs together while nobody asks for them: a message costs more than what a packet brings.</summary>
    private const int HandedTogether = 8;

    /// <summary>What is on its way to the organs; null or empty when they were given all.</summary>
    private OrganHanding? _handing;

    /// <summary>Up to where the organs were given everything since the checkpoint, or it is on its way; the twin itself may have applied more.</summary>
    private long _organsGivenTo;

    /// <summary>Since it woke it has made sure that no organ is ahead of it.</summary>
    private bool _hasRecalled;

    /// <summary>The organs are given everything since the checkpoint once more. Should that end before what the twin has applied, they lack the rest until it is given, too.</summary>
    private void BeginAnew()
    {
        Organs.BeginAnew();
        (_handing, _organsGivenTo) = (null, -1);
    }

    /// <summary>An activation before this one may have given the organs more than what this one woke with.</summary>
    private async ValueTask Recall()
    {
        if (_hasRecalled || IsPast) return;
        await Organs.Recall();
        _hasRecalled = true;
    }

    /// <summary>
    /// Applies what is new, and sends everything on its way to the organs. Before the twin looks at one it has all up to there and nothing behind it, so that nothing depends
    /// on how records were batched; the rest is handed over in one call each when it is much, or somebody asks.
    /// </summary>
    /// <returns>False when an organ lacks what it was given before; to be given everything since the checkpoint again is harmless for twin and organs.</returns>
    private async Task<bool> Take(RecordDelivery delivery)
    {
        var (records, handing, givenTo) = (delivery.Records, _handing ?? new OrganHanding(Organs), _organsGivenTo);
        var before = handing.Count;
        if (before == 0) handing.Begin(areWhole: delivery.Since < 0);
        else _organsGivenTo = -1; // should this come to nothing, what was on its way is lost
        _handing = null;
        var mayWait = delivery.Since >= 0 && _lookedAheadAt != 0 && before + records.Count < HandedTogether;
        handing.Add(records, mayWait);
        for (var i = 0; i < records.Count; i++)
            if (records[i].Position.Offset > State.AppliedTo && !await Apply(records[i].Record, records[i].Position.Offset, handing, before + i + 1)) return false;
        (_handing, _organsGivenTo) = (handing, givenTo);
        return mayWait || await HandOver();
    }

    /// <summary>Hands the organs what is on its way. Called before anybody asks them, or is told that all is saved.</summary>
    /// <returns>False when an organ lacks what it was given before: everything since the checkpoint is to be given again.</returns>
    private async ValueTask<bool> HandOver()
    {
        if (_handing is not { Count: > 0 } handing) return true;
        var givenTo = _organsGivenTo;
        (_handing, _organsGivenTo) = (null, -1); // should this come to nothing, it is lost
        if (!await handing.UpTo(handing.Count)) return false;
        handing.End();
        (_handing, _organsGivenTo) = (handing, givenTo);
        State.OrgansLack = OrgansLack;
        MarkDirty();
        return true;
    }

    public async Task HandOverInTurn() => await HandOver();

    private bool OrgansLack => _handing is { Count: > 0 } || _organsGivenTo < State.AppliedTo;
}
