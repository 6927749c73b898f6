namespace TwinGrid.Grains.Saving;

/// <summary>A state that is stored in fewer bytes than it is worked on. Packing changes nothing that can be seen, and equal states pack to equal bytes.</summary>
public interface IPacks
{
    /// <summary>Brings it into the form that is stored; called before it is serialised.</summary>
    void Pack();

    /// <summary>Brings it into the form that is compared: a matter of its content alone, whatever compresses it. The stored form where nothing is compressed.</summary>
    void Level() => Pack();
}
